import type { IndicatorReport } from './health-registry';
import type { ProbeQuery } from './probe-query';

const ERROR_CODE = /^[A-Z0-9_]{1,40}$/;

/** One probe's verdict over its checks. */
export interface ProbeReport {
  readonly probe: string;
  readonly passed: boolean;
  readonly reports: readonly IndicatorReport[];
  readonly query: ProbeQuery;
  /** Whether who asks may know why a check failed. */
  readonly detailed: boolean;
}

/**
 * The checks as text, in the form of the Kubernetes API server's `/readyz?verbose`: `[+]name ok`,
 * `[-]name failed: reason withheld`, and last whether the probe passed.
 */
export function probeText(report: ProbeReport): string {
  const { probe, passed, reports, query } = report;
  const lines = reports.map((one) => lineOf(one, report));
  const known = new Set(reports.map(({ indicator }) => indicator.name));
  const unknown = [...query.excluded].filter((name) => !known.has(name));
  if (unknown.length > 0) lines.push(`warn: ${unknown.length} excluded check(s) do not exist here`);
  return [...lines, `${probe} check ${passed ? 'passed' : 'failed'}`, ''].join('\n');
}

function lineOf(report: IndicatorReport, { query, detailed }: ProbeReport): string {
  const { indicator, state } = report;
  if (query.excluded.has(indicator.name)) return `[+]${indicator.name} excluded: ok`;
  const detail = detailed ? `: ${detailOf(report)}` : '';
  if (state.status === 'up') return `[+]${indicator.name} ok`;
  if (state.status === 'degraded' || !indicator.critical)
    return `[+]${indicator.name} degraded${detail}`;
  return `[-]${indicator.name} failed${detailed ? detail : ': reason withheld'}`;
}

/** The kind of error and the age of the result, never a message: that may name hosts. */
function detailOf({ error, ageMs }: IndicatorReport): string {
  const age = ageMs === Infinity ? 'no result yet' : `checked ${(ageMs / 1000).toFixed(1)} s ago`;
  return error === undefined ? age : `${kindOf(error)}, ${age}`;
}

function kindOf(error: unknown): string {
  if (!(error instanceof Error)) return 'error';
  const code = 'code' in error ? error.code : undefined;
  return typeof code === 'string' && ERROR_CODE.test(code) ? code : error.name;
}
