import { readFile } from 'node:fs/promises';
import type { Strata } from '../strata';
import { cpuSeconds } from '../cpu-time';
import { recovery, type Sight, watchCheapAnswers } from './bystander';
import { type MixedResult, sendMix } from './mixed-load';

/** How much is measured. */
export interface LoadPlan {
  /** Length of one measurement, in seconds. */
  readonly seconds: number;
  readonly threads: number;
  readonly signal: AbortSignal;
}

/** Load under which the service can be at its best. */
const USUAL_CONNECTIONS = [16, 32, 64];
const CROWD = 1_000;
const WARM_UP_SECONDS = 8;

export interface Best {
  readonly connections: number;
  readonly goodput: number;
  /** Good answers per second of the process's CPU time. */
  readonly perCpuSecond: number;
  readonly p99Ms: number;
}

export interface Overload {
  readonly connections: number;
  /** At its best once more, just before: the speed of a shared machine changes within minutes. */
  readonly before: Best;
  readonly result: MixedResult;
  readonly perCpuSecond: number;
  readonly meanwhile: Sight;
  readonly recoveryMs: number;
  /** Resident memory before, and at the end. */
  readonly rssMb: readonly [before: number, after: number];
}

/** Goodput, in good answers per second. */
export function goodputOf({ good, seconds }: MixedResult): number {
  return good / seconds;
}

/** The most that the service does, with whichever number of connections. */
export async function findBest(strata: Strata, plan: LoadPlan): Promise<Best> {
  await sendMix(strata, { ...plan, connections: 32, seconds: WARM_UP_SECONDS });
  const found: Best[] = [];
  for (const connections of USUAL_CONNECTIONS) found.push(await usual(strata, connections, plan));
  return found.reduce((best, each) => (each.goodput > best.goodput ? each : best));
}

async function usual(strata: Strata, connections: number, plan: LoadPlan): Promise<Best> {
  const { result, perCpuSecond } = await timed(strata, sendMix(strata, { ...plan, connections }));
  return { connections, goodput: goodputOf(result), perCpuSecond, p99Ms: result.p99Ms };
}

/** Thrice the load of the best, and a crowd. */
export async function overloads(
  strata: Strata,
  best: Best,
  plan: LoadPlan,
): Promise<readonly Overload[]> {
  const measured: Overload[] = [];
  for (const connections of [best.connections * 3, CROWD]) {
    const before = await usual(strata, best.connections, plan);
    measured.push({ ...(await overload(strata, connections, plan)), before });
  }
  return measured;
}

async function overload(
  strata: Strata,
  connections: number,
  plan: LoadPlan,
): Promise<Omit<Overload, 'before'>> {
  const atFirst = await rssMb(strata.server.pid);
  const sending = sendMix(strata, { ...plan, connections, seconds: plan.seconds * 2 });
  const [{ result, perCpuSecond }, meanwhile] = await Promise.all([
    timed(strata, sending),
    watchCheapAnswers(strata, sending),
  ]);
  const atLast = await rssMb(strata.server.pid);
  const recoveryMs = await recovery(strata);
  return { connections, result, perCpuSecond, meanwhile, recoveryMs, rssMb: [atFirst, atLast] };
}

/** The result of a load, and what it took of the processor. */
async function timed({ server: { pid } }: Strata, sending: Promise<MixedResult>) {
  const before = await cpuSeconds(pid);
  const result = await sending;
  const after = await cpuSeconds(pid);
  const spent = before === undefined || after === undefined ? Number.NaN : after - before;
  return { result, perCpuSecond: result.good / spent };
}

async function rssMb(pid: number): Promise<number> {
  const status = await readFile(`/proc/${String(pid)}/status`, 'utf8');
  return Number(/^VmRSS:\s*(\d+)/m.exec(status)?.[1]) / 1024;
}
