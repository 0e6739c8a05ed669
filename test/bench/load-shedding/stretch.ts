import { setTimeout as delay } from 'node:timers/promises';
import { Histogram } from '../../load/generator/histogram';
import { nowMs } from '../../soak/cache/clock';
import { cpuSeconds } from '../cpu-time';
import type { Strata } from '../strata';
import { beginOf, type MixedSecond, sendMix } from './mixed-load';

/** How much is measured, and by what. */
export interface LoadPlan {
  /** Length of one measurement, in seconds. */
  readonly seconds: number;
  readonly threads: number;
  readonly signal: AbortSignal;
}

/** How many callers there are. */
export interface Callers {
  readonly connections: number;
  /** Requests a second of all together; undefined: each asks again as soon as it was answered. */
  readonly rate?: number;
}

/** A time with one load. */
export interface Stretch extends Callers {
  /** On the clock that all processes share. */
  readonly beginAtMs: number;
  /** The first is not measured: all connections ask at once in it. */
  readonly seconds: readonly MixedSecond[];
  /** Good answers per second. */
  readonly goodput: number;
  readonly refusedPerSecond: number;
  /** Good answers per second of the process's CPU time. */
  readonly perCpuSecond: number;
  /** Of the good answers. */
  readonly p50Ms: number;
  readonly p99Ms: number;
}

const SETTLING_SECONDS = 1;
const US_PER_MS = 1_000;

/**
 * Puts the service under the mix, on connections that are open before.
 * @param after is done once everything is measured, while the load goes on for `seconds`
 */
export async function loaded(
  strata: Strata,
  callers: Callers,
  { seconds: measuredSeconds, ...plan }: LoadPlan,
  after?: { readonly seconds: number; readonly act: () => Promise<void> },
): Promise<Stretch> {
  const beginAtMs = beginOf(callers.connections);
  const measuredUntil = SETTLING_SECONDS + measuredSeconds;
  const seconds = measuredUntil + (after?.seconds ?? 0);
  const sending = sendMix(strata, { ...plan, ...callers, beginAtMs, seconds });
  const [all, spent] = await Promise.all([
    sending,
    cpuSpent(strata.server.pid, beginAtMs, SETTLING_SECONDS, measuredUntil, after?.act),
  ]);
  const measured = all.slice(SETTLING_SECONDS, measuredUntil);
  return { ...callers, beginAtMs, seconds: all, ...figuresOf(measured, spent) };
}

function figuresOf(measured: readonly MixedSecond[], cpuSpent: number) {
  const good = measured.reduce((sum, second) => sum + second.good, 0);
  const refused = measured.reduce((sum, second) => sum + second.refused, 0);
  const latencies = Histogram.of(
    measured.map(({ latencies: counts }) => ({ counts, max: Infinity })),
  );
  const atMs = (share: number) => (latencies.percentile(share) ?? 0) / US_PER_MS;
  return {
    goodput: good / measured.length,
    refusedPerSecond: refused / measured.length,
    perCpuSecond: good / cpuSpent,
    p50Ms: atMs(0.5),
    p99Ms: atMs(0.99),
  };
}

/** CPU seconds that a process takes between two times, counted from `beginAtMs`; then `act` is done. */
async function cpuSpent(
  pid: number,
  beginAtMs: number,
  from: number,
  until: number,
  act: () => Promise<void> = () => Promise.resolve(),
): Promise<number> {
  await delay(beginAtMs + from * 1_000 - nowMs());
  const before = (await cpuSeconds(pid)) ?? Number.NaN;
  await delay(beginAtMs + until * 1_000 - nowMs());
  const spent = ((await cpuSeconds(pid)) ?? Number.NaN) - before;
  await act();
  return spent;
}
