import type { DatabaseEvents, DiscardReason } from '../database-events';
import { toConnectError } from '../errors/to-database-error';
import type { PoolFigures } from './pool-figures';
import { refusalCode } from './refusal-code';
import type { ServerPoolOptions } from './server-pool-options';

/** Counts what happens in a pool since it was made, and tells of it. */
export class PoolTally {
  readonly #options: ServerPoolOptions;
  readonly #events: DatabaseEvents;
  #checkouts = 0;
  #checkins = 0;
  #waitMs = 0;
  #useMs = 0;
  #timeouts = 0;

  constructor(options: ServerPoolOptions, events: DatabaseEvents) {
    this.#options = options;
    this.#events = events;
  }

  /** A connection was handed out. */
  checkedOut(waitMs: number): void {
    this.#checkouts += 1;
    this.#waitMs += waitMs;
    this.#events.emit('checkout', { server: this.#options.server, waitMs });
  }

  /** A connection came back; for `discarded`, if for anything, it is not handed on. */
  checkedIn(useMs: number, discarded: DiscardReason | undefined): void {
    const { server } = this.#options;
    this.#checkins += 1;
    this.#useMs += useMs;
    this.#events.emit('checkin', { server, useMs });
    if (discarded === undefined) return;
    this.#events.emit('connection_discarded', { server, reason: discarded });
  }

  /** A caller got none, for `error`. */
  refused(error: Error, waitMs: number): void {
    const code = refusalCode(error);
    if (code === 'POOL_EXHAUSTED') this.#timeouts += 1;
    this.#events.emit('checkout_failed', { server: this.#options.server, waitMs, code });
  }

  /** A connection could not be made, or an idle one was lost. */
  failed(error: Error): void {
    const { reason } = toConnectError(error);
    this.#events.emit('connection_failed', { server: this.#options.server, reason });
  }

  /** The pool was closed while `abandoned` connections were in use. */
  closed(abandoned: number): void {
    const { server, role } = this.#options;
    const totalCheckouts = this.#checkouts;
    this.#events.emit('pool_closed', { server, role, totalCheckouts, abandoned });
  }

  get figures(): Pick<
    PoolFigures,
    'totalCheckouts' | 'totalCheckins' | 'totalWaitMs' | 'totalUseMs' | 'timeouts'
  > {
    return {
      totalCheckouts: this.#checkouts,
      totalCheckins: this.#checkins,
      totalWaitMs: this.#waitMs,
      totalUseMs: this.#useMs,
      timeouts: this.#timeouts,
    };
  }
}
