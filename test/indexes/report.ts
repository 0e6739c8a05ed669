import type { Execution } from './explain';
import type { Proof } from './proof';
import type { IndexUse } from './workload';
import type { WriteCost } from './write-cost';

/** All that is known of one index. */
export interface IndexReport {
  readonly name: string;
  readonly proofs: readonly Proof[];
  readonly use: IndexUse | undefined;
  readonly cost: WriteCost;
}

/** The report on one index, for a terminal. */
export function describeIndex({ name, proofs, use, cost }: IndexReport): string {
  const size = `${((use?.bytes ?? 0) / 1024).toFixed(0)} KiB`;
  const write = `${cost.microsecondsPerRow.toFixed(1)} µs and ${cost.walBytesPerRow.toFixed(0)} bytes of WAL`;
  return [
    `${name}: ${size}; ${String(use?.scans ?? 0)} scans in the workload; a write costs ${write} more`,
    ...proofs.flatMap(describeProof),
    '',
  ].join('\n');
}

function describeProof({ query, failure, statement, ...proof }: Proof): string[] {
  const verdict = failure === undefined ? 'ok' : `FAILS: ${failure}`;
  const sql = statement?.sql.replaceAll(/\s+/g, ' ').trim() ?? '';
  const executions =
    proof.with && proof.without
      ? [`with     ${describe(proof.with)}`, `without  ${describe(proof.without)}`]
      : ['with     refused (the server does not count the scan)', 'without  stored'];
  const details = statement === undefined ? [] : [sql, ...executions];
  return [`  ${query}: ${verdict}`, ...details.map((line) => `    ${line}`)];
}

function describe({ buffers, milliseconds, plan }: Execution): string {
  const figures = `${String(buffers)} buffers, ${milliseconds.toFixed(2)} ms`;
  return `${figures.padEnd(28)} ${plan}`;
}
