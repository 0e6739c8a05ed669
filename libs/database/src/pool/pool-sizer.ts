import type { DatabaseEvents } from '../database-events';
import type { PoolFigures } from './pool-figures';
import { nextSizing, type Sizing, type SizingWindow } from './pool-sizing';
import type { ServerPool } from './server-pool';

/** Gives a pool the size that its callers and its server need, at every look. */
export class PoolSizer {
  readonly #pool: ServerPool;
  readonly #events: DatabaseEvents;
  #sizing: Sizing;
  #last: PoolFigures;
  #lastLook = performance.now();

  constructor(pool: ServerPool, events: DatabaseEvents) {
    this.#pool = pool;
    this.#events = events;
    this.#last = pool.figures;
    this.#sizing = { size: this.#last.size, usualUseMs: undefined, calm: 0, rest: 0 };
  }

  /** To be called every few seconds. */
  look(now: number): void {
    const { figures, options } = this.#pool;
    const window = windowOf(this.#last, figures, now - this.#lastLook);
    this.#last = figures;
    this.#lastLook = now;
    this.#sizing = nextSizing(this.#sizing, window, options);
    const { size } = this.#sizing;
    if (size === figures.size) return;
    this.#pool.resize(size);
    const { server } = options;
    this.#events.emit('pool_resized', { server, from: figures.size, to: size, ...window });
  }
}

function windowOf(from: PoolFigures, to: PoolFigures, elapsedMs: number): SizingWindow {
  const waitMs = to.totalWaitMs - from.totalWaitMs;
  const useMs = to.totalUseMs - from.totalUseMs;
  const checkouts = to.totalCheckouts - from.totalCheckouts;
  const checkins = to.totalCheckins - from.totalCheckins;
  return {
    meanWaitMs: checkouts === 0 ? 0 : waitMs / checkouts,
    meanUseMs: checkins === 0 ? 0 : useMs / checkins,
    // Little's law.
    meanInUse: useMs / elapsedMs,
  };
}
