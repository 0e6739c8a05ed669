import { Client, DatabaseError, type ClientConfig, type QueryConfig, type QueryResult } from 'pg';
import { connectionFailure } from '../errors/connection-failure';
import { NamedQuery, type Settle } from './named-query';
import type { StatementNames } from './statement-names';

/** Told of every statement that was answered or failed. */
export type QueryObserver = (durationMs: number, failed: boolean) => void;

/** What the connections of one pool have in common. */
export interface ClientSettings {
  readonly config: ClientConfig;
  readonly names: StatementNames;
  readonly observe: QueryObserver;
}

const STATEMENT_DEALLOCATED = '26000';

/** The server's function that refuses a prepared statement whose result type has changed (SQLSTATE 0A000). */
const RESULT_TYPE_CHECK = 'RevalidateCachedQuery';

/** A pg client that names recurring statements, times them, and knows whether it may be handed on. */
export class PooledClient extends Client {
  /** When it was last returned, by `performance.now()`; undefined for a new connection. */
  idleSince: number | undefined;
  readonly #names: StatementNames;
  readonly #observe: QueryObserver;
  #running = 0;
  #startedAt = 0;
  #failure: Error | undefined;
  #concluded = false;

  constructor({ config, names, observe }: ClientSettings) {
    super(config);
    this.#names = names;
    this.#observe = observe;
    this.on('error', (error: Error) => this.#fail(error));
  }

  /** What ended this connection, if anything did. */
  get failure(): Error | undefined {
    return this.#failure;
  }

  /** Whether a statement is under way. */
  get busy(): boolean {
    return this.#running > 0;
  }

  /** Whether somebody is, or may be, in the middle of something on it. */
  get inUse(): boolean {
    return this.busy || this.getTransactionStatus() !== 'I';
  }

  /** How long statements have been under way without an answer; 0 when none is. */
  runningMs(now: number): number {
    return this.#running === 0 ? 0 : now - this.#startedAt;
  }

  /**
   * Every form of pg's `query`. Texts and configurations without a callback are timed, and texts named;
   * streams, cursors and callbacks are handed through. One signature stands for the eight overloads.
   */
  override query<R>(config: unknown, values?: unknown, callback?: unknown): R {
    if (this.#concluded)
      throw new Error('The transaction has ended: this statement came too late.');
    if (callback === undefined && (values === undefined || Array.isArray(values))) {
      if (typeof config === 'string') return this.#text(config, values) as R;
      if (isQueryConfig(config)) return this.#config(config, values) as R;
    }
    // The overloads differ in types only; the arguments are passed on as they came.
    return super.query(config as string, values as unknown[], callback as () => void) as R;
  }

  /**
   * Runs the last statement of a transaction. What its borrower sends after that, not knowing that it has
   * ended, would be stored by itself: it is refused, until the connection has been returned.
   */
  conclude(text: 'COMMIT' | 'ROLLBACK'): Promise<QueryResult> {
    this.#concluded = true;
    return this.#text(text, undefined);
  }

  /** The borrower has returned it. */
  returned(): void {
    this.idleSince = performance.now();
    this.#concluded = false;
  }

  /** Asks for the shortest possible answer. Rejects, and closes the connection, after `timeoutMs`. */
  async ping(timeoutMs: number): Promise<void> {
    const timer = setTimeout(() => this.kill(), timeoutMs);
    try {
      await super.query('');
    } finally {
      clearTimeout(timer);
    }
  }

  /** Closes the connection at once, whatever it is doing; what was under way fails. */
  kill(): void {
    this.connection.stream.destroy();
  }

  #text(text: string, values: unknown[] | undefined): Promise<QueryResult> {
    const name = values?.length ? this.#names.nameOf(text) : undefined;
    return this.#timed((settle) => {
      if (name === undefined) super.query(text, values ?? [], settle);
      else this.#named(name, text, values ?? [], settle);
    });
  }

  #config(config: QueryConfig, values: unknown[] | undefined): Promise<QueryResult> {
    const query = values === undefined ? config : { ...config, values };
    return this.#timed((settle) => super.query(query, settle));
  }

  #timed(send: (settle: Settle) => void): Promise<QueryResult> {
    const startedAt = performance.now();
    if (this.#running === 0) this.#startedAt = startedAt;
    this.#running += 1;
    return new Promise((resolve, reject) => {
      send((error, result) => {
        if (error) reject(error);
        else resolve(result);
        this.#finished(startedAt, error);
      });
    });
  }

  #finished(startedAt: number, error: Error | null | undefined): void {
    const now = performance.now();
    this.#running -= 1;
    this.#startedAt = now;
    if (error && connectionFailure(error) !== undefined) this.#fail(error);
    this.#observe(now - startedAt, Boolean(error));
  }

  /** A stale statement was refused before it ran: outside a transaction it is sent afresh. */
  #named(name: string, text: string, values: unknown[], settle: Settle): void {
    const alone = this.getTransactionStatus() === 'I';
    const settleOrRepeat: Settle = (error, result) => {
      if (!isStaleStatement(error)) return settle(error, result);
      const fresh = this.#names.rename(text);
      if (alone) super.query(new NamedQuery(fresh, text, values, settle));
      else settle(error, result);
    };
    super.query(new NamedQuery(name, text, values, settleOrRepeat));
  }

  #fail(error: Error): void {
    this.#failure ??= error;
  }
}

/** The table changed under a prepared statement, or somebody deallocated it. */
function isStaleStatement(error: Error | null | undefined): boolean {
  if (!(error instanceof DatabaseError)) return false;
  return error.code === STATEMENT_DEALLOCATED || error.routine === RESULT_TYPE_CHECK;
}

/** An object that is no stream or cursor. */
function isQueryConfig(config: unknown): config is QueryConfig {
  return typeof config === 'object' && config !== null && !('submit' in config);
}
