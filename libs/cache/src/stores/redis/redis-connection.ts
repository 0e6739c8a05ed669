import { type CacheError, RedisReplyError } from '../../errors';
import { type BreakerState, CircuitBreaker } from '../../internal/circuit-breaker';
import { type Deferred, deferred } from '../../internal/deferred';
import { Deadlines } from '../../internal/deadlines';
import { pause } from '../../internal/pause';
import { withTimeLimit } from '../../internal/time-limit';
import type { ConnectionBudget } from './connection-budget';
import { destroyClient, type RedisClient } from './redis-client';
import { asCacheError, overloaded, timedOut, unavailable } from './redis-failures';
import type { RedisPlace } from './redis-url';

/** Consecutive calls without an answer after which the connection is replaced. */
const FAILURES_TO_OPEN = 3;

/** Pause before the first attempt to reconnect; doubled with each further one. */
const FIRST_RECONNECT_DELAY_MS = 25;

/** Replies by which a server says that it is not, or no longer, the one to ask; NOAUTH: it has forgotten us. */
const MISDIRECTED = /\b(MOVED|READONLY|MASTERDOWN|CLUSTERDOWN|NOAUTH)\b/;

export interface RedisConnectionOptions {
  /** Where the server is now; asked before every attempt. */
  readonly locate: () => Promise<RedisPlace>;
  readonly createClient: (place: RedisPlace) => RedisClient;
  /** Of all connections together; without a place there is no attempt. */
  readonly budget: ConnectionBudget;
  /** Bound of one attempt: socket, TLS and Redis handshake. */
  readonly connectTimeoutMs: number;
  /** Bound of `attach`. */
  readonly attachTimeoutMs: number;
  /** Bound of one call. */
  readonly commandTimeoutMs: number;
  readonly maxReconnectDelayMs: number;
  /** Calls under way beyond which a further one is refused at once. */
  readonly maxQueuedCommands: number;
  /** Runs on every new connection before it is used; its failure ends the attempt. */
  readonly attach: (client: RedisClient) => Promise<void>;
  readonly onReady?: () => void;
  readonly onLost?: () => void;
  readonly onError: (operation: string, error: CacheError) => void;
  readonly onBreaker?: (state: BreakerState) => void;
  /** The server refused a call that belongs elsewhere. Default: {@link RedisConnection.reset}. */
  readonly onMisdirected?: () => void;
}

/**
 * One connection to Redis that is made anew for ever, by fresh clients. Calls never wait for it:
 * without a connection they fail at once, with one they are bounded.
 */
export class RedisConnection {
  readonly #options: RedisConnectionOptions;
  readonly #deadlines: Deadlines;
  readonly #breaker: CircuitBreaker;
  readonly #closing = new AbortController();
  #client: RedisClient | undefined;
  #endSession: (() => void) | undefined;
  #running: Promise<void> | undefined;
  #replies = 0;
  #told: string | undefined;

  constructor(options: RedisConnectionOptions) {
    this.#options = options;
    this.#deadlines = new Deadlines(options.commandTimeoutMs);
    this.#breaker = new CircuitBreaker(FAILURES_TO_OPEN, (state) => options.onBreaker?.(state));
  }

  get ready(): boolean {
    return this.#client !== undefined;
  }

  get breaker(): BreakerState {
    return this.#breaker.state;
  }

  /** Begins to connect; returns at once. */
  start(): void {
    this.#running ??= this.#run();
  }

  /**
   * Runs one call on the connection.
   *
   * @throws RedisUnavailableError at once when there is no connection or too much is under way
   * @throws RedisTimeoutError when no answer came in time
   * @throws RedisReplyError when Redis refused the command
   */
  execute<T>(call: (client: RedisClient) => Promise<T>): Promise<T> {
    const client = this.#client;
    if (client === undefined) return Promise.reject(unavailable());
    if (this.#deadlines.size >= this.#options.maxQueuedCommands)
      return Promise.reject(overloaded());
    return this.#bounded(client, call(client));
  }

  /** Written with one promise instead of async functions: this is the path of every Redis hit. */
  #bounded<T>(client: RedisClient, reply: Promise<T>): Promise<T> {
    const repliesBefore = this.#replies;
    return new Promise<T>((resolve, reject) => {
      let isLate = false;
      const fail = (error: unknown): void => {
        if (isLate) return;
        isLate = true;
        stop();
        reject(this.#failed(client, error, repliesBefore));
      };
      const stop = this.#deadlines.start(() => fail(timedOut()));
      reply.then((value) => {
        // An answer that nobody waits for any more says nothing for Redis.
        if (isLate) return;
        stop();
        this.#answered();
        resolve(value);
      }, fail);
    });
  }

  /** Gives up the present connection, if there is one, and makes a fresh one. */
  reset(): void {
    this.#breaker.open();
    this.#endSession?.();
  }

  /** Ends the connection for good. Bounded: sockets are cut, not drained. */
  async close(): Promise<void> {
    this.#closing.abort();
    this.#endSession?.();
    await this.#running;
  }

  async #run(): Promise<void> {
    let failures = 0;
    while (!this.#closing.signal.aborted) {
      failures = (await this.#session()) ? 0 : failures + 1;
      await pause(this.#delayMs(failures), this.#closing.signal);
    }
  }

  /** One client from its making to its end. Returns whether it was ever in use. */
  async #session(): Promise<boolean> {
    const ended = deferred<unknown>();
    this.#endSession = () => ended.resolve(undefined);
    this.#breaker.probe();
    try {
      const { locate, connectTimeoutMs } = this.#options;
      const place = await this.#unlessEnded(locate(), ended.promise, connectTimeoutMs);
      await this.#use(place, ended);
      return true;
    } catch (error) {
      this.#report(asCacheError(error));
      return false;
    } finally {
      this.#breaker.open();
    }
  }

  /** The probe of the half-open breaker: a server that is too slow for a call is not used. */
  async #use(place: RedisPlace, ended: Deferred<unknown>): Promise<void> {
    const { budget, createClient, attach } = this.#options;
    const { connectTimeoutMs, attachTimeoutMs, commandTimeoutMs } = this.#options;
    const release = budget.take();
    const client = createClient(place);
    client.on('error', ended.resolve);
    client.on('end', () => ended.resolve(undefined));
    try {
      await this.#unlessEnded(client.connect(), ended.promise, connectTimeoutMs);
      await this.#unlessEnded(attach(client), ended.promise, attachTimeoutMs);
      await this.#unlessEnded(client.ping(), ended.promise, commandTimeoutMs);
      this.#enter(client);
      await ended.promise;
    } finally {
      this.#leave(client);
      release();
    }
  }

  /** @param ended resolves with the connection's error, if it was one that ended it */
  async #unlessEnded<T>(step: Promise<T>, ended: Promise<unknown>, limitMs: number): Promise<T> {
    const end = ended.then((error) => {
      throw error === undefined ? unavailable() : asCacheError(error);
    });
    return withTimeLimit(Promise.race([step, end]), limitMs, timedOut);
  }

  #enter(client: RedisClient): void {
    this.#client = client;
    this.#told = undefined;
    this.#breaker.close();
    this.#options.onReady?.();
  }

  /** Attempts go on for ever; of those that fail in the same way only the first is told. */
  #report(failure: CacheError): void {
    const told = `${failure.code} ${String(failure.cause)}`;
    if (told !== this.#told) this.#options.onError('connect', failure);
    this.#told = told;
  }

  #leave(client: RedisClient): void {
    const wasInUse = this.#client === client;
    this.#client = undefined;
    this.#endSession?.();
    this.#endSession = undefined;
    destroyClient(client);
    this.#breaker.open();
    if (wasInUse) this.#options.onLost?.();
  }

  #answered(): void {
    this.#replies++;
    this.#breaker.succeed();
  }

  /** A late call is a failure of Redis only if Redis has answered nothing else meanwhile. */
  #failed(client: RedisClient, error: unknown, repliesBefore: number): CacheError {
    const failure = asCacheError(error);
    if (failure instanceof RedisReplyError) this.#refused(client, failure);
    else if (client === this.#client && this.#replies === repliesBefore && this.#breaker.fail()) {
      this.reset();
    }
    return failure;
  }

  #refused(client: RedisClient, { cause }: RedisReplyError): void {
    this.#answered();
    if (client !== this.#client || !MISDIRECTED.test(String(cause))) return;
    const { onMisdirected = () => this.reset() } = this.#options;
    onMisdirected();
  }

  #delayMs(failures: number): number {
    const doubled = FIRST_RECONNECT_DELAY_MS * 2 ** Math.min(failures, 10);
    return Math.min(doubled, this.#options.maxReconnectDelayMs) * (0.5 + Math.random() / 2);
  }
}
