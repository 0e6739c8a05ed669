import type { Clock } from '../../internal/clock';
import type { ConnectionBudget } from '../../stores/redis/connection-budget';
import type { RedisClient } from '../../stores/redis/redis-client';
import { asCacheError } from '../../stores/redis/redis-failures';
import type { RedisPlace } from '../../stores/redis/redis-url';
import { ErrorReply } from 'redis';
import { LogSession } from './log-session';

/** A fresh connection is tried this often while one is wanted: what lies on an old socket after a cut comes seconds late. */
const PROBE_INTERVAL_MS = 50;

/**
 * An attempt that has got no further for this long is given up for a fresher one. Doubled up to the
 * second figure each time, so that a slow server or a busy process gets there in the end.
 */
const STALLED_MS = { first: 100, most: 2_000 } as const;

/** The server that keeps the log, wherever it is now. */
export interface LogServer {
  /** Resolves, with its place, when it takes connections: cheap, and bounded. */
  readonly probe: () => Promise<RedisPlace>;
  readonly createClient: (place: RedisPlace) => RedisClient;
  /** Of all connections together. */
  readonly budget: ConnectionBudget;
}

export interface LogLinkOptions {
  readonly server: LogServer;
  /** Pause after an attempt that the server refused by an answer. */
  readonly refusedPauseMs: number;
  readonly clock: Clock;
  /** Catches up with the log; rejects when the session has ended, or its server is of no use. */
  readonly attach: (session: LogSession) => Promise<void>;
  /** Applies what comes; rejects when the session is of no use any more. */
  readonly follow: (session: LogSession) => Promise<void>;
  readonly onAttached: () => void;
  readonly onError: (operation: string, error: unknown) => void;
}

/**
 * Keeps one connection to the log. When that is lost, or somebody doubts it, the server is probed, and
 * a fresh one that has caught up takes its place. A doubted one works on until then.
 */
export class LogLink {
  readonly #options: LogLinkOptions;
  #session: LogSession | undefined;
  /** Connects, or catches up with the log. */
  #coming: LogSession | undefined;
  #doubted = false;
  #stalledMs: number = STALLED_MS.first;
  #lastProbeMs = -Infinity;
  #notBeforeMs = -Infinity;
  #timer: NodeJS.Timeout | undefined;
  #told: string | undefined;

  constructor(options: LogLinkOptions) {
    this.#options = options;
  }

  get ready(): boolean {
    return this.#session?.live === true;
  }

  start(): void {
    this.#timer ??= setInterval(() => this.#tick(), PROBE_INTERVAL_MS).unref();
    this.#tick();
  }

  /** Bounded: sockets are cut, not drained. */
  stop(): void {
    clearInterval(this.#timer);
    this.#notBeforeMs = Infinity;
    this.#coming?.end();
    this.#coming = undefined;
    this.drop();
  }

  /** Asks for a fresh connection beside the present one. */
  doubt(): void {
    this.#doubted = true;
    this.#tick();
  }

  /** The present connection has proved to be in step: no fresh one is needed. */
  approve(): void {
    this.#doubted = false;
  }

  /** The present connection must deliver nothing more. One that is on its way finds out by itself. */
  drop(): void {
    const ended = this.#session;
    this.#session = undefined;
    ended?.end();
  }

  /** Whether a fresh connection is wanted, and none is on its way. */
  get #wanting(): boolean {
    if (this.ready && !this.#doubted) return false;
    const nowMs = this.#options.clock.now();
    if (nowMs < this.#notBeforeMs) return false;
    return this.#coming === undefined || nowMs - this.#coming.progressAtMs > this.#stalledMs;
  }

  #tick(): void {
    const nowMs = this.#options.clock.now();
    // Timers may be a little early.
    if (!this.#wanting || nowMs < this.#lastProbeMs + PROBE_INTERVAL_MS - 2) return;
    this.#lastProbeMs = nowMs;
    void this.#try();
  }

  /** Probes that hang do not keep fresher ones from finding the server. */
  async #try(): Promise<void> {
    const { clock, server } = this.#options;
    try {
      const place = await server.probe();
      if (!this.#wanting) return;
      const release = this.#takePlace();
      await this.#use(new LogSession(server.createClient(place), clock, release));
    } catch (error) {
      this.#failed(error);
    }
  }

  /** Of the last connection that is allowed, when no other is: a doubted one is given up for a fresh one then. */
  #takePlace(): () => void {
    const { budget } = this.#options.server;
    try {
      return budget.take();
    } catch (error) {
      if (this.#session === undefined) throw error;
      this.drop();
      return budget.take();
    }
  }

  async #use(session: LogSession): Promise<void> {
    if (this.#coming !== undefined)
      this.#stalledMs = Math.min(2 * this.#stalledMs, STALLED_MS.most);
    this.#coming?.end();
    this.#coming = session;
    try {
      await session.ask((client) => client.connect());
      await this.#options.attach(session);
      if (this.#coming === session) this.#enter(session);
    } catch (error) {
      // One that was replaced has not failed.
      if (this.#coming === session) throw error;
    } finally {
      if (this.#coming === session) this.#coming = undefined;
      if (this.#session !== session) session.end();
    }
  }

  #enter(session: LogSession): void {
    const { follow, onAttached } = this.#options;
    const old = this.#session;
    this.#session = session;
    this.#coming = undefined;
    this.#doubted = false;
    this.#stalledMs = STALLED_MS.first;
    this.#told = undefined;
    old?.end();
    onAttached();
    follow(session).catch((error: unknown) => {
      session.end();
      if (this.#session === session) this.#options.onError('follow', error);
    });
  }

  /** Of attempts that fail in the same way only the first is told. */
  #failed(error: unknown): void {
    const { clock, onError, refusedPauseMs } = this.#options;
    if (this.#notBeforeMs === Infinity) return;
    if (error instanceof ErrorReply) this.#notBeforeMs = clock.now() + refusedPauseMs;
    if (this.#told !== String(error)) onError('connect', asCacheError(error));
    this.#told = String(error);
  }
}
