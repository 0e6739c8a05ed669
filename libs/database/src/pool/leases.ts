import type { DatabaseEvents } from '../database-events';
import { captureOrigin, framesOf, type Borrower } from './borrower';
import { callerContext } from './caller-context';
import type { PooledClient } from './pooled-client';
import type { ServerPoolOptions } from './server-pool-options';
import { sqlComment } from './sql-comment';

/** How long after a leak every checkout is recorded. */
const RECORDING_MS = 10 * 60_000;

interface Lease {
  readonly borrower: Borrower;
  readonly lentAt: number;
  /** Takes the listener off the borrower's deadline. */
  readonly unwatch: () => void;
  reported: boolean;
}

/**
 * Who has which connection of a pool since when. It ends what a borrower does whose time is over, and
 * reports connections that are not returned.
 *
 * Recording where each connection is taken costs too much to do always. The first leak is reported with
 * its route, and starts the recording: those that follow are reported with their calls.
 */
export class Leases {
  readonly #options: ServerPoolOptions;
  readonly #events: DatabaseEvents;
  readonly #leases = new Map<PooledClient, Lease>();
  #recordUntil: number;
  #leaks = 0;

  constructor(options: ServerPoolOptions, events: DatabaseEvents) {
    this.#options = options;
    this.#events = events;
    this.#recordUntil = options.recordCheckouts ? Infinity : 0;
  }

  get size(): number {
    return this.#leases.size;
  }

  /** Connections reported as not returned, since the start. */
  get leaks(): number {
    return this.#leaks;
  }

  get clients(): Iterable<PooledClient> {
    return this.#leases.keys();
  }

  /** Takes down who is asking: the one whose call this is. */
  borrower(): Borrower {
    const startedAt = performance.now();
    const { deadline } = this.#options;
    const route = this.#options.route();
    return {
      startedAt,
      deadline: deadline(),
      route,
      comment: this.#comment(route),
      context: callerContext(),
      waits: this.#options.waits?.(),
      origin: startedAt < this.#recordUntil ? captureOrigin() : undefined,
    };
  }

  begin(client: PooledClient, borrower: Borrower, lentAt: number): void {
    client.lent(borrower);
    const unwatch = watch(client, borrower);
    this.#leases.set(client, { borrower, lentAt, unwatch, reported: false });
  }

  /** Returns how long the connection was in use. */
  end(client: PooledClient): number {
    const lease = this.#leases.get(client);
    if (lease === undefined) return 0;
    lease.unwatch();
    this.#leases.delete(client);
    return performance.now() - lease.lentAt;
  }

  /** Reports every connection, once, that has been in use for longer than the limit. */
  reportLeaks(now: number): void {
    const { leakAfterMs } = this.#options;
    if (leakAfterMs === 0) return;
    for (const lease of this.#leases.values()) {
      if (!lease.reported && now - lease.lentAt > leakAfterMs) this.#report(lease, now);
    }
  }

  #report(lease: Lease, now: number): void {
    lease.reported = true;
    this.#leaks += 1;
    this.#recordUntil = Math.max(this.#recordUntil, now + RECORDING_MS);
    const { route, origin, context } = lease.borrower;
    const leak = {
      server: this.#options.server,
      heldMs: now - lease.lentAt,
      ...(route !== undefined && { route }),
      ...(origin !== undefined && { calls: framesOf(origin) }),
    };
    context.runInAsyncScope(() => this.#events.emit('connection_leaked', leak));
  }

  #comment(route: string | undefined): string {
    const { queryComments, applicationName: application, traceparent } = this.#options;
    return queryComments ? sqlComment({ application, route, traceparent: traceparent() }) : '';
  }
}

function watch(client: PooledClient, { deadline }: Borrower): () => void {
  if (deadline === undefined) return () => undefined;
  const { signal } = deadline;
  const expire = (): void => client.expire();
  // It may have gone away while the connection was made or tried.
  if (signal.aborted) expire();
  signal.addEventListener('abort', expire, { once: true });
  return () => signal.removeEventListener('abort', expire);
}
