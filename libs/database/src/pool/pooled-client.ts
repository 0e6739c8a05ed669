import { Client, type QueryConfig, type QueryResult } from 'pg';
import { connectionFailure } from '../errors/connection-failure';
import { DeadlineExceededError } from '../errors/database-errors';
import { errorCode } from '../errors/driver-error';
import { isOver } from '../deadline';
import { repositoryMethod } from '../insight/repository-method';
import type { Borrower } from './borrower';
import { NOBODY } from './caller-context';
import { requestCancel } from './cancel-request';
import type { ClientSettings } from './client-settings';
import type { Settle } from './prepared-query';
import { hasStatement } from './has-statement';
import { PreparedStatements } from './prepared-statements';
import { isQueryConfig, textOf } from './query-config';
import type { Sent } from './sent';
import { withComment } from './sql-comment';

const QUERY_CANCELED = '57014';

/** A server that has not stopped a statement by then is taken for frozen. */
const CANCEL_TIMEOUT_MS = 1000;

/** TypeORM's text. */
const BEGIN = 'START TRANSACTION';

/** A pg client that names recurring statements, times them, and knows whether it may be handed on. */
export class PooledClient extends Client {
  /** When it was last returned, by `performance.now()`; undefined for a new connection. */
  idleSince: number | undefined;
  /** By `performance.now()`; it leads to where the server was then. */
  readonly createdAt = performance.now();
  readonly #settings: ClientSettings;
  readonly #prepared: PreparedStatements;
  #running = 0;
  #startedAt = 0;
  #failure: Error | undefined;
  #sessionChanged = false;
  #concluded = false;
  #expired: DeadlineExceededError | undefined;
  #cancelling: Promise<void> | undefined;
  #interrupted = 0;
  #preamble: readonly string[] = [];
  #borrower: Borrower | undefined;

  constructor(settings: ClientSettings) {
    super(settings.config);
    this.#settings = settings;
    this.#prepared = new PreparedStatements(settings.names, (query) => super.query(query));
    this.on('error', (error: Error) => this.failed(error));
  }

  /** What ended this connection, if anything did. */
  get failure(): Error | undefined {
    return this.#failure;
  }

  /** Whether a statement is under way, be it a stream, a cursor or one with a callback. */
  get busy(): boolean {
    return this.#running > 0 || hasStatement(this);
  }

  /** Whether somebody is, or may be, in the middle of something on it. */
  get inUse(): boolean {
    return this.busy || this.getTransactionStatus() !== 'I';
  }

  /** Whether a statement has changed the session for whoever comes next. */
  get sessionChanged(): boolean {
    return this.#sessionChanged;
  }

  /** Set when the time of its borrower is over. */
  get expired(): DeadlineExceededError | undefined {
    return this.#expired;
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
    if (this.#expired !== undefined) throw this.#expired;
    this.#sessionChanged ||= this.#settings.session.changedBy(textOf(config));
    if (callback === undefined && (values === undefined || Array.isArray(values))) {
      if (typeof config === 'string') return this.#text(config, values) as R;
      if (isQueryConfig(config)) return this.#config(config, values) as R;
    }
    // The overloads differ in types only; the arguments are passed on as they came.
    return super.query(config as string, values as unknown[], callback as () => void) as R;
  }

  /** Has been handed out. */
  lent(borrower: Borrower): void {
    this.#borrower = borrower;
  }

  /** Sends `statements` together with the BEGIN that follows, which saves a round trip. */
  beginWith(statements: readonly string[]): void {
    this.#preamble = statements;
  }

  /**
   * Runs the last statement of a transaction. What its borrower sends after that, not knowing that it has
   * ended, would be stored by itself: it is refused, until the connection has been returned.
   */
  conclude(text: 'COMMIT' | 'ROLLBACK'): Promise<QueryResult> {
    this.#concluded = true;
    return this.#text(text, undefined);
  }

  /** The time of the borrower is over: what is under way is stopped, and what it sends now is refused. */
  expire(): void {
    if (this.#concluded || this.#expired !== undefined) return;
    this.#expired = new DeadlineExceededError();
    if (this.#running > 0) this.#cancelling = this.#cancel();
    // Of a stream or a callback it is not known here when it ends: a request might hit the next statement.
    else if (this.busy) this.kill();
  }

  /** Stops the statement under way, as a limit of the server would; the next one may go on. */
  interrupt(): void {
    if (this.#running === 0 || this.#concluded || this.#interrupted === this.#startedAt) return;
    this.#interrupted = this.#startedAt;
    this.#cancelling = this.#cancel();
  }

  /** The borrower has returned it. */
  returned(): void {
    this.idleSince = performance.now();
    // Who asks a lost connection what happened must still be told.
    if (this.#failure !== undefined) return;
    this.#concluded = false;
    this.#expired = undefined;
    this.#cancelling = undefined;
    this.#preamble = [];
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
    if (text === BEGIN)
      return this.#timed(text, (settle) => super.query(this.#begin(), [], settle));
    const name = values?.length ? this.#prepared.nameOf(text) : undefined;
    if (name === undefined || values === undefined)
      return this.#timed(text, (settle) =>
        super.query(this.#commented(text), values ?? [], settle),
      );
    const alone = this.getTransactionStatus() === 'I';
    return this.#timed(text, (settle) => this.#prepared.run(name, text, values, alone, settle));
  }

  #begin(): string {
    const statements = [BEGIN, ...this.#settings.session.onBegin, ...this.#preamble];
    this.#preamble = [];
    return statements.join('; ');
  }

  #commented(text: string): string {
    const { comment = '' } = this.#borrower ?? {};
    return comment === '' ? text : withComment(text, comment);
  }

  #config(config: QueryConfig, values: unknown[] | undefined): Promise<QueryResult> {
    const query = values === undefined ? { ...config } : { ...config, values };
    if (this.#settings.session.shared) delete query.name;
    return this.#timed(query.text, (settle) => super.query(query, settle));
  }

  #timed(text: string, send: (settle: Settle) => void): Promise<QueryResult> {
    const startedAt = performance.now();
    const { context = NOBODY, waits } = this.#borrower ?? {};
    // Asked here: the answer comes in nobody's context.
    const sent = { text, method: repositoryMethod(), startedAt, context, waits };
    if (this.#running === 0) this.#startedAt = startedAt;
    this.#running += 1;
    return new Promise((resolve, reject) => {
      const settle: Settle = (error, result) => {
        if (error) reject(this.#shown(error));
        else resolve(result);
        this.#finished(sent, error);
      };
      send((error, result) => {
        if (this.#cancelling === undefined) settle(error, result);
        // Until the request has arrived it might hit the next statement.
        else void this.#cancelling.then(() => settle(error, result));
      });
    });
  }

  /** The server may notice first that the time is over: units of work tell it how much there is. */
  #shown(error: Error): Error {
    if (this.#concluded) return error;
    const { deadline } = this.#borrower ?? {};
    const over = deadline !== undefined && isOver(deadline);
    if (over && errorCode(error) === QUERY_CANCELED) this.#expired ??= new DeadlineExceededError();
    return this.#expired ?? error;
  }

  #finished(sent: Sent, error: Error | null | undefined): void {
    const { text, method, context, waits } = sent;
    const now = performance.now();
    this.#running -= 1;
    this.#startedAt = now;
    if (error && connectionFailure(error) !== undefined) this.failed(error);
    const durationMs = now - sent.startedAt;
    if (waits !== undefined) waits.databaseMs += durationMs;
    this.#settings.observe({ text, method, context, durationMs, failed: Boolean(error) });
  }

  /** One request stops one statement: when several are queued, or it does not help, the connection goes. */
  async #cancel(): Promise<void> {
    if (this.#running > 1) return this.kill();
    const startedAt = this.#startedAt;
    setTimeout(() => {
      if (this.#running > 0 && this.#startedAt === startedAt) this.kill();
    }, CANCEL_TIMEOUT_MS).unref();
    if (!(await requestCancel(this.#settings.config, this, CANCEL_TIMEOUT_MS))) this.kill();
  }

  /** Something has ended this connection. */
  protected failed(error: Error): void {
    this.#failure ??= error;
  }
}
