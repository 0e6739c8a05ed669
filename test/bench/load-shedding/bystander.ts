import { setTimeout as delay } from 'node:timers/promises';
import type { Strata } from '../strata';

/** What somebody saw who asked for cheap things meanwhile. */
export interface Sight {
  readonly asked: number;
  /** Answers that were not 200. */
  readonly failed: number;
  readonly p99Ms: number;
}

const PAUSE_MS = 20;
const RECOVERED_AFTER = 20;
const RECOVERY_LIMIT_MS = 30_000;

/** Asks for the cached profile and the liveness probe in turn until `until` has settled. */
export async function watchCheapAnswers(strata: Strata, until: Promise<unknown>): Promise<Sight> {
  let isOver = false;
  const over = () => (isOver = true);
  until.then(over, over);
  const tookMs: number[] = [];
  let failed = 0;
  for (let asked = 0; !isOver; asked += 1) {
    const startedAt = performance.now();
    const url = asked % 2 === 0 ? strata.userUrl : `${strata.origin}/health/live`;
    if ((await statusOf(url, strata)) !== 200) failed += 1;
    tookMs.push(performance.now() - startedAt);
    await delay(PAUSE_MS);
  }
  tookMs.sort((one, other) => one - other);
  return { asked: tookMs.length, failed, p99Ms: tookMs[Math.floor(tookMs.length * 0.99)] ?? 0 };
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
