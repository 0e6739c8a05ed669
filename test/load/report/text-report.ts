import type { Verdict } from '../judging/verdicts';
import { warmUpSeconds, lengthSeconds, type RunRecord } from '../run-record';
import { resourcesOf, type Resources } from './resources';
import {
  errorCounts,
  latenessOf,
  windowOf,
  windowsOf,
  type Percentiles,
  type Window,
} from './summary';

/** Rows of a long run are longer. */
const SHORT_RUN_SECONDS = 600;
const SHORT_ROW_SECONDS = 10;
const LONG_ROW_SECONDS = 60;

interface Row {
  readonly window: Window;
  readonly resources: Resources | undefined;
}

interface Column {
  readonly title: string;
  readonly text: (row: Row) => string;
}

const latency = (title: string, value: (latency: Percentiles) => number): Column => ({
  title,
  text: ({ window }) => (window.latency ? milliseconds(value(window.latency)) : '-'),
});

const resource = (title: string, text: (resources: Resources) => string): Column => ({
  title,
  text: ({ resources }) => (resources ? text(resources) : '-'),
});

const COLUMNS: readonly Column[] = [
  { title: 'from s', text: ({ window }) => String(window.fromSecond) },
  { title: 'due/s', text: ({ window }) => (window.due / window.seconds).toFixed(1) },
  { title: 'done/s', text: ({ window }) => (window.answered / window.seconds).toFixed(1) },
  { title: 'errors', text: ({ window }) => String(window.errors) },
  latency('p50 ms', ({ p50 }) => p50),
  latency('p90 ms', ({ p90 }) => p90),
  latency('p99 ms', ({ p99 }) => p99),
  latency('p99.9 ms', ({ p999 }) => p999),
  latency('max ms', ({ max }) => max),
  resource('RSS MB', ({ rssMb }) => rssMb.toFixed(0)),
  resource('heap MB', ({ heapMb }) => heapMb.toFixed(0)),
  resource('lag ms', ({ loopLagP99Ms }) => milliseconds(loopLagP99Ms)),
  resource('busy %', ({ loopBusy }) => (loopBusy * 100).toFixed(0)),
  resource('in use', ({ connectionsInUse }) => String(connectionsInUse)),
  resource('idle', ({ connectionsIdle }) => String(connectionsIdle)),
  resource('waiting', ({ callsWaiting }) => String(callsWaiting)),
  resource('Redis', ({ redisUp }) => (redisUp ? 'up' : 'DOWN')),
  resource('replica', ({ replicaUp }) => (replicaUp ? 'up' : 'DOWN')),
];
const COLUMN_WIDTH = 9;

/** Everything about a run, in lines for a terminal. */
export function textReport(record: RunRecord, verdicts: readonly Verdict[]): string {
  return [
    heading(record),
    '',
    ...table(record),
    '',
    'Latencies count from when a request was due to the end of its answer. lag: p99 of the event loop, 10 ms when idle.',
    '',
    ...marks(record),
    ...totals(record),
    ...errors(record),
    '',
    ...verdicts.map(verdictLine),
    '',
  ].join('\n');
}

/** One line of a verdict. */
export function verdictLine({ passed, text }: Verdict): string {
  const word = passed === undefined ? 'cannot be told' : passed ? 'passed' : 'FAILED';
  return `${word}: ${text}`;
}

/** What was run, in one sentence. */
export function heading(record: RunRecord): string {
  const { scenario, ratePerSecond, users, seed, pinning } = record;
  const span = `${lengthSeconds(record).toFixed(0)} s at ${String(ratePerSecond)} requests/s`;
  return `${scenario}: ${span}, ${String(users)} users, seed ${String(seed)}; Node.js ${process.version}, ${pinning}.`;
}

function table(record: RunRecord): string[] {
  const length = lengthSeconds(record) <= SHORT_RUN_SECONDS ? SHORT_ROW_SECONDS : LONG_ROW_SECONDS;
  const resources = resourcesOf(record.samples, length);
  const rows = windowsOf(record.seconds, length).map((window) => ({
    window,
    resources: resources.find(({ atSeconds }) => atSeconds === window.fromSecond),
  }));
  const cells = [
    COLUMNS.map(({ title }) => title),
    ...rows.map((row) => COLUMNS.map(({ text }) => text(row))),
  ];
  return cells.map((row) => row.map((cell) => cell.padStart(COLUMN_WIDTH)).join(''));
}

function marks({ marks: all }: RunRecord): string[] {
  return all.map(({ label, beganAt, endedAt }) => {
    const lasted = endedAt - beganAt >= 1 ? `, until ${endedAt.toFixed(1)} s` : '';
    return `${beganAt.toFixed(1).padStart(COLUMN_WIDTH)} s  ${label}${lasted}`;
  });
}

function totals(record: RunRecord): string[] {
  const after = record.seconds.filter(({ second }) => second >= warmUpSeconds(record));
  const { due, answered, latency: overall } = windowOf(after);
  const lateness = latenessOf(record.seconds);
  return [
    `After the warm-up: ${String(due)} requests due, ${String(answered)} answered; latency ${line(overall)}.`,
    `The generator sent later than due by ${line(lateness)}; ${String(record.repeated)} requests were sent twice, ` +
      'as their first connection was just being closed.',
  ];
}

function errors({ seconds }: RunRecord): string[] {
  return [...errorCounts(seconds)].map(([name, count]) => `${String(count)} × ${name}`);
}

function line(percentiles: Percentiles | undefined): string {
  if (!percentiles) return 'nothing';
  const { p50, p90, p99, p999, max } = percentiles;
  const named = [
    ['p50', p50],
    ['p90', p90],
    ['p99', p99],
    ['p99.9', p999],
    ['max', max],
  ] as const;
  return named.map(([name, value]) => `${name} ${milliseconds(value)} ms`).join(', ');
}

function milliseconds(value: number): string {
  return value.toFixed(value < 10 ? 2 : value < 100 ? 1 : 0);
}
