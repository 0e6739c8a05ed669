import { setImmediate as nextTurn, setTimeout as delay } from 'node:timers/promises';
import { nowMs } from '../../soak/cache/clock';
import type { Tally } from './tally';

/** How one request ended: undefined when well, else the name of the error. */
export type Failure = string | undefined;

export interface OpenLoopOptions {
  /** On the clock of {@link nowMs}; what {@link arrivals} counts from. */
  readonly startAtMs: number;
  /** When each request is to be sent, in milliseconds from the start, ascending. */
  readonly arrivals: Iterable<number>;
  /** Sends the next request. Must not reject. */
  readonly send: () => Promise<Failure>;
  readonly tally: Tally;
}

/** As many requests may be under way; one that arrives then is counted as not sent. */
export const MAX_IN_FLIGHT = 1_000;
/** A timer fires up to two milliseconds late; what is nearer is waited for in turns of the event loop. */
const TIMER_ERROR_MS = 2;

/**
 * Sends requests when they are due, however long the answers to earlier ones take, and measures each from the
 * moment it was due: a server that stalls is charged with all who would have come in that time.
 */
export async function driveOpenLoop(options: OpenLoopOptions): Promise<void> {
  const { startAtMs, arrivals, tally } = options;
  const underWay = new Set<Promise<void>>();
  for (const arrivalMs of arrivals) {
    const dueAtMs = startAtMs + arrivalMs;
    await until(dueAtMs);
    if (underWay.size >= MAX_IN_FLIGHT) {
      tally.notSent();
      continue;
    }
    const exchange = measured(dueAtMs, options).finally(() => underWay.delete(exchange));
    underWay.add(exchange);
  }
  await Promise.all(underWay);
}

async function measured(dueAtMs: number, { send, tally }: OpenLoopOptions): Promise<void> {
  tally.sent(nowMs() - dueAtMs);
  const failure = await send();
  tally.ended(nowMs() - dueAtMs, failure);
}

/** Yields at least once, so that answers are read however far behind the sending is. */
async function until(atMs: number): Promise<void> {
  const leftMs = atMs - nowMs() - TIMER_ERROR_MS;
  if (leftMs > 0) await delay(leftMs);
  do await nextTurn();
  while (nowMs() < atMs);
}
