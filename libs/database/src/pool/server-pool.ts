import type { Pool } from 'pg';
import type { DatabaseEvents } from '../database-events';
import {
  DatabaseUnavailableError,
  DeadlineExceededError,
  SHUTTING_DOWN,
} from '../errors/database-errors';
import { toConnectError } from '../errors/to-database-error';
import { isOver } from '../deadline';
import { settlesWithin } from '../settle-within';
import { endWait } from './borrower';
import { boundTo } from './caller-context';
import type { CheckoutCallback, ConnectionSource, Release } from './connection-source';
import { ConnectionTaker } from './connection-taker';
import { Crowding } from './crowding';
import { discardReason } from './discard-reason';
import { Leases } from './leases';
import { openPgPool } from './open-pg-pool';
import type { PooledClient } from './pooled-client';
import type { PoolFigures } from './pool-figures';
import { PoolTally } from './pool-tally';
import type { ServerPoolOptions } from './server-pool-options';
import { WaitQueue, type Waiter } from './wait-queue';
import { openMissing } from './warm-up';

/** How long closing waits until idle connections have said goodbye. */
const CLOSE_TIMEOUT_MS = 1000;

/**
 * The pool of one server, on pg-pool. It adds what pg-pool lacks: overflow, a bounded and timed queue,
 * trying idle connections, never handing on what a borrower left unfinished, figures, and a shutdown
 * that waits for work in flight and ends.
 */
export class ServerPool implements ConnectionSource {
  readonly options: ServerPoolOptions;
  readonly #pool: Pool;
  readonly #taker: ConnectionTaker;
  readonly #queue: WaitQueue;
  readonly #tally: PoolTally;
  readonly #leases: Leases;
  #size: number;
  /** Connections in use, being tried or opened: at most pg-pool's maximum, so that pg-pool never queues. */
  #slots = 0;
  readonly #crowding = new Crowding();
  #closing = false;
  #closed: Promise<void> | undefined;
  #drained: (() => void) | undefined;

  /** @param Connection makes a connection to this pool's server. */
  constructor(
    options: ServerPoolOptions,
    Connection: new () => PooledClient,
    events: DatabaseEvents,
  ) {
    this.options = options;
    this.#size = options.size;
    this.#tally = new PoolTally(options, events);
    this.#leases = new Leases(options, events);
    this.#pool = openPgPool(options, Connection, (error) => {
      // A server that ends together with the application may be quicker than the goodbye of a connection.
      if (!this.#closing) this.#tally.failed(error);
    });
    this.#taker = new ConnectionTaker(this.#pool, options);
    const limits = { ...options, timeoutMs: options.checkoutTimeoutMs };
    this.#queue = new WaitQueue(limits, (waiter, error) => this.#refuse(waiter, error));
  }

  /** Connections in the hands of callers. */
  get leased(): Iterable<PooledClient> {
    return this.#leases.clients;
  }

  get figures(): PoolFigures {
    const size = this.#size;
    return {
      size,
      maxOverflow: this.options.maxOverflow,
      idle: this.#pool.idleCount,
      checkedOut: this.#leases.size,
      overflow: Math.max(0, this.#pool.totalCount - size),
      waiting: this.#queue.size,
      totalConnections: this.#pool.totalCount,
      totalLeaks: this.#leases.leaks,
      ...this.#tally.figures,
    };
  }

  checkout(done: CheckoutCallback): void {
    const waiter = { borrower: this.#leases.borrower(), done };
    const { deadline } = waiter.borrower;
    if (this.#closing) this.#refuse(waiter, new DatabaseUnavailableError(SHUTTING_DOWN));
    else if (deadline && isOver(deadline)) this.#refuse(waiter, new DeadlineExceededError());
    else if (this.#hasFreeSlot() && this.#queue.size === 0) this.#lend(waiter);
    else this.#enqueue(waiter);
  }

  /** Lends a connection only if one is idle; otherwise returns false and never calls `done`. */
  checkoutIdle(done: CheckoutCallback): boolean {
    if (this.#closing || this.#pool.idleCount === 0 || !this.#hasFreeSlot()) return false;
    this.#lend({ borrower: this.#leases.borrower(), done });
    return true;
  }

  /** Closes idle connections instead of handing them out: their server is known to have failed. */
  invalidateIdle(): void {
    this.#taker.invalidateIdle();
  }

  /** Reports connections that have been in use for too long. */
  reportLeaks(now: number): void {
    this.#leases.reportLeaks(now);
  }

  /**
   * Opens what is missing to `size`.
   * @throws DatabaseUnavailableError when one cannot be opened.
   */
  async warm(): Promise<void> {
    const { idleCount, totalCount } = this.#pool;
    const missing = Math.min(this.#size - totalCount, this.#most - this.#slots - idleCount);
    if (this.#closing || missing <= 0) return;
    await openMissing(missing, idleCount, () => this.#hold());
  }

  /** Keeps `size` connections from now on: the keeper opens what is missing, what is too many goes after use. */
  resize(size: number): void {
    this.#size = size;
    this.#pool.options.min = size;
    this.#pool.options.max = this.#most;
    while (this.#hasFreeSlot() && this.#queue.size > 0) this.#lendToNext();
  }

  /** Lends nothing any more, and waits until what is in use has come back, for at most `timeoutMs`. */
  async drain(timeoutMs: number): Promise<void> {
    this.#closing = true;
    if (this.#slots === 0) return;
    await settlesWithin(new Promise<void>((resolve) => (this.#drained = resolve)), timeoutMs);
  }

  /** Ends every connection, those in use too. Bounded; may be called again. */
  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    this.#closing = true;
    this.#queue.clear(new DatabaseUnavailableError(SHUTTING_DOWN));
    const abandoned = this.#leases.size;
    for (const client of this.#leases.clients) client.kill();
    await settlesWithin(this.#pool.end(), CLOSE_TIMEOUT_MS);
    this.#tally.closed(abandoned);
  }

  #hasFreeSlot(): boolean {
    if (this.#slots >= this.#most) return false;
    return this.#pool.idleCount > 0 || this.#leases.size === 0 || !this.#crowding.lasts;
  }

  #lend(waiter: Waiter): void {
    this.#slots += 1;
    const triedAt = performance.now();
    this.#taker.take((error, client, done) => {
      if (client !== undefined && done !== undefined) return this.#handOver(waiter, client, done);
      const failure = toConnectError(error);
      this.#tally.failed(failure);
      if (this.#mayWait(failure, triedAt)) return this.#share(waiter);
      this.#freeSlot();
      this.#refuse(waiter, failure);
    });
  }

  /** The server has no room for one more, but there are some that will come back, or have meanwhile. */
  #mayWait(failure: DatabaseUnavailableError, triedAt: number): boolean {
    if (!this.#crowding.causes(failure, triedAt) || this.#closing) return false;
    return this.#leases.size > 0 || this.#pool.idleCount > 0;
  }

  #share(waiter: Waiter): void {
    this.#slots -= 1;
    this.#enqueue(waiter);
    if (this.#hasFreeSlot()) this.#lendToNext();
  }

  /** It is served when another caller returns a connection, and must not be taken for that caller. */
  #enqueue(waiter: Waiter): void {
    this.#queue.add({ ...waiter, done: boundTo(waiter.borrower.context, waiter.done) });
  }

  #handOver(waiter: Waiter, client: PooledClient, done: Release): void {
    const now = performance.now();
    const waitMs = endWait(waiter.borrower, now);
    this.#leases.begin(client, waiter.borrower, now);
    this.#tally.checkedOut(waitMs);
    waiter.done(undefined, client, (error) => this.#takeBack(client, done, error));
  }

  #takeBack(client: PooledClient, done: Release, error: Error | boolean | undefined): void {
    const reason = discardReason(client, error);
    if (reason === 'failed') this.#taker.suspectIdle();
    else this.#crowding.answered();
    client.returned();
    done(reason !== undefined);
    this.#tally.checkedIn(this.#leases.end(client), reason);
    this.#freeSlot();
  }

  get #most(): number {
    return this.#size + this.options.maxOverflow;
  }

  #freeSlot(): void {
    this.#slots -= 1;
    // After the pool was made smaller there may be too many.
    if (this.#slots < this.#most) this.#lendToNext();
    if (this.#slots === 0) this.#drained?.();
  }

  #lendToNext(): void {
    const next = this.#queue.shift();
    if (next !== undefined) this.#lend(next);
  }

  #refuse({ borrower, done }: Waiter, error: Error): void {
    const waitMs = endWait(borrower, performance.now());
    borrower.context.runInAsyncScope(() => this.#tally.refused(error, waitMs));
    done(error);
  }

  /** Takes a connection without counting it as a checkout. */
  #hold(): Promise<() => void> {
    this.#slots += 1;
    return new Promise((resolve, reject) => {
      this.#taker.takeUntried((error, client, done) => {
        if (client !== undefined && done !== undefined)
          return resolve(() => this.#letGo(client, done));
        this.#freeSlot();
        const failure = toConnectError(error);
        this.#tally.failed(failure);
        reject(failure);
      });
    });
  }

  #letGo(client: PooledClient, done: Release): void {
    client.idleSince ??= client.createdAt;
    done();
    this.#freeSlot();
  }
}
