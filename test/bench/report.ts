import type { Measurement } from './measurement';
import { spreadOf, type Spread } from './statistics';
import type { SubjectId } from './subject';

/** The measurements of every subject, one for each round. */
export type Results = ReadonlyMap<SubjectId, readonly Measurement[]>;

const NAMES: Readonly<Record<SubjectId, string>> = {
  'strata-cached': 'Strata, cached',
  'fastify-map': 'bare Fastify, Map',
  'nest-redis': 'Nest on Express, CacheInterceptor, Redis',
  'nest-two-stores': 'the same, memory before Redis',
  'strata-uncached': 'Strata, uncached',
  'fastify-pg': 'bare Fastify, prepared query',
};

interface Comparison {
  readonly ours: SubjectId;
  readonly theirs: SubjectId;
  /** Our requests per second over theirs that are aimed at. */
  readonly aim?: number;
}

const COMPARISONS: readonly Comparison[] = [
  { ours: 'strata-cached', theirs: 'fastify-map', aim: 0.65 },
  { ours: 'strata-cached', theirs: 'nest-redis', aim: 3 },
  { ours: 'strata-cached', theirs: 'nest-two-stores', aim: 3 },
  { ours: 'strata-uncached', theirs: 'fastify-pg', aim: 0.5 },
];

interface Column {
  readonly title: string;
  readonly value: (measurement: Measurement) => number | undefined;
  readonly digits: number;
}

const COLUMNS: readonly Column[] = [
  { title: 'requests/s', value: (m) => m.requestsPerSecond, digits: 0 },
  { title: 'p50 ms', value: (m) => m.p50Ms, digits: 2 },
  { title: 'p99 ms', value: (m) => m.p99Ms, digits: 2 },
  { title: 'CPU µs/request', value: (m) => m.cpuPerRequestUs, digits: 1 },
  { title: 'core busy', value: (m) => m.busy, digits: 2 },
];

const NAME_WIDTH = 42;
const COLUMN_WIDTH = 24;
/** A server that used less of its core was not the limit, or had to share the core. */
const SATURATED = 0.9;

/** The figures of every subject: medians over the rounds, with their range. */
export function figures(results: Results): string {
  const titles = COLUMNS.map(({ title }) => title.padStart(COLUMN_WIDTH)).join('');
  const rows = [...results].map(([id, measurements]) => {
    const cells = COLUMNS.map(({ value, digits }) =>
      cell(spreadOf(measurements.map(value)), digits),
    );
    return `${NAMES[id].padEnd(NAME_WIDTH)}${cells.join('')}`;
  });
  return [`${''.padEnd(NAME_WIDTH)}${titles}`, ...rows, ...idleNotes(results)].join('\n');
}

/** Our throughput over that of the peers, round by round, and the same from the CPU time. */
export function ratios(results: Results): string {
  return COMPARISONS.map((comparison) => ratioLine(comparison, results)).join('\n');
}

function ratioLine({ ours, theirs, aim }: Comparison, results: Results): string {
  const pairs = pairsOf(results.get(ours) ?? [], results.get(theirs) ?? []);
  const throughput = spreadOf(pairs.map(([a, b]) => a.requestsPerSecond / b.requestsPerSecond));
  const cpu = spreadOf(pairs.map(([a, b]) => over(b.cpuPerRequestUs, a.cpuPerRequestUs)));
  const name = `${NAMES[ours]} / ${NAMES[theirs]}`.padEnd(NAME_WIDTH + 20);
  return `${name}${text(throughput, 2)}   by CPU time ${text(cpu, 2)}${verdict(throughput, aim)}`;
}

function pairsOf(ours: readonly Measurement[], theirs: readonly Measurement[]) {
  return ours.flatMap((a, round) => {
    const b = theirs[round];
    return b ? [[a, b] as const] : [];
  });
}

function over(numerator: number | undefined, denominator: number | undefined): number | undefined {
  return numerator === undefined || denominator === undefined ? undefined : numerator / denominator;
}

function verdict(ratio: Spread | undefined, aim: number | undefined): string {
  if (ratio === undefined || aim === undefined) return '';
  return `   aim ${String(aim)}: ${ratio.median >= aim ? 'met' : 'MISSED'}`;
}

function idleNotes(results: Results): string[] {
  return [...results].flatMap(([id, measurements]) => {
    const busy = spreadOf(measurements.map((m) => m.busy));
    if (busy === undefined || busy.median >= SATURATED) return [];
    return [`! ${NAMES[id]}: its core was not fully used; trust CPU time more than requests/s.`];
  });
}

function cell(spread: Spread | undefined, digits: number): string {
  return text(spread, digits).padStart(COLUMN_WIDTH);
}

function text(spread: Spread | undefined, digits: number): string {
  if (spread === undefined) return 'n/a';
  const [median, min, max] = [spread.median, spread.min, spread.max].map((n) => n.toFixed(digits));
  return `${median ?? ''} (${min ?? ''}-${max ?? ''})`;
}
