import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import type { Strata } from '../strata';

/** What somebody saw who asked for cheap things meanwhile. */
export interface Sight {
  readonly asked: number;
  /** Answers that were not 200. */
  readonly failed: number;
  readonly p99Ms: number;
}

/** What callers saw who all came at once, on connections that were not open before. */
export interface Arrival {
  readonly connections: number;
  /** From the opening to the answer of a liveness probe, which waits for nothing but the connection. */
  readonly p50Ms: number;
  readonly lastMs: number;
  /** The same on the management port, asked after all of them. */
  readonly managementMs: number;
}

const PAUSE_MS = 20;
const RECOVERED_AFTER = 20;
const RECOVERY_LIMIT_MS = 30_000;
const NEW_CONNECTIONS = 200;

/** Asks for the cached profile, and for the liveness probe on the management port, in turn until `until` has settled. */
export async function watchCheapAnswers(
  strata: Strata,
  managementOrigin: string,
  until: Promise<unknown>,
): Promise<Sight> {
  let isOver = false;
  const over = () => (isOver = true);
  until.then(over, over);
  const tookMs: number[] = [];
  let failed = 0;
  for (let asked = 0; !isOver; asked += 1) {
    const startedAt = performance.now();
    const status =
      asked % 2 === 0 ? await statusOf(strata.userUrl, strata) : await probe(managementOrigin);
    if (status !== 200) failed += 1;
    tookMs.push(performance.now() - startedAt);
    await delay(PAUSE_MS);
  }
  return { asked: tookMs.length, failed, p99Ms: at(0.99, tookMs) };
}

/** Has many connections opened at once, and one to the management port behind them. */
export async function arrive(strata: Strata, managementOrigin: string): Promise<Arrival> {
  const many = Promise.all(
    Array.from({ length: NEW_CONNECTIONS }, () => timed(probe(strata.origin))),
  );
  const managementMs = await timed(probe(managementOrigin));
  const tookMs = await many;
  const lastMs = at(1, tookMs);
  return { connections: NEW_CONNECTIONS, p50Ms: at(0.5, tookMs), lastMs, managementMs };
}

/**
 * Milliseconds from now to the first of twenty uncached answers in a row that were all 200.
 * @throws Error when there are none within 30 s
 */
export async function recovery(strata: Strata): Promise<number> {
  const startedAt = performance.now();
  let firstGoodAt: number | undefined;
  for (let good = 0; good < RECOVERED_AFTER;) {
    const sentAt = performance.now();
    if (sentAt - startedAt > RECOVERY_LIMIT_MS) throw new Error('It does not recover');
    const isGood =
      (await statusOf(strata.userUrl, strata, { 'cache-control': 'no-cache' })) === 200;
    firstGoodAt = isGood ? (firstGoodAt ?? performance.now()) : undefined;
    good = isGood ? good + 1 : 0;
  }
  return (firstGoodAt ?? startedAt) - startedAt;
}

async function statusOf(
  url: string,
  { authorization }: Strata,
  headers: Record<string, string> = {},
): Promise<number> {
  const answer = await fetch(url, { headers: { authorization, ...headers } });
  await answer.arrayBuffer();
  return answer.status;
}

/** The status of the liveness probe, on a connection of its own as an orchestrator asks. */
async function probe(origin: string): Promise<number | undefined> {
  const asked = request(`${origin}/health/live`, { agent: false }).end();
  const [answer] = (await once(asked, 'response')) as [IncomingMessage];
  answer.resume();
  return answer.statusCode;
}

async function timed(work: Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await work;
  return performance.now() - startedAt;
}

/** The value that this share of `values` does not exceed. */
function at(share: number, values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
}
