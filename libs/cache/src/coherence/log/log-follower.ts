import type { Clock } from '../../internal/clock';
import { withTimeLimit } from '../../internal/time-limit';
import { LogGapError } from '../../errors';
import { timedOut } from '../../stores/redis/redis-failures';
import type { Coherence } from '../coherence';
import type { Names } from '../names';
import { attach } from './attach';
import { append } from './append';
import type { LogKeys } from './log-keys';
import { type LogRecord, toRecord } from './log-record';
import type { LogSession } from './log-session';

/** Records asked for at once. */
const PAGE = 500;

/** How long one read waits in Redis for the next record. */
const BLOCK_MS = 500;

/** And this is how long its answer may take beyond that; heartbeats notice sooner when the link is cut. */
const ANSWER_MS = 2_000;

/** How far the log was when it was asked. */
export interface LogPlace {
  readonly epoch: string | undefined;
  readonly seq: number;
  readonly sentAtMs: number;
  /** What was applied here when it was asked. */
  readonly appliedThen: number;
}

/** What waits in the outbox. */
export interface Waiting {
  readonly names: Names;
  readonly ids: readonly string[];
}

export interface LogFollowerOptions {
  readonly coherence: Coherence;
  readonly keys: LogKeys;
  readonly clock: Clock;
  /** This process: its own records are known here already. */
  readonly origin: string;
  /** What waits in the outbox is published before the log is trusted; undefined without an outbox. */
  readonly waiting: (() => Promise<Waiting>) | undefined;
  readonly onPublished: (ids: readonly string[]) => void;
  /** A session has caught up with what the log was then. */
  readonly onCaughtUp: (place: LogPlace) => void;
  /** An invalidation that another process made since this one follows the log has been applied. */
  readonly onApplied: (madeAtMs: number) => void;
  /** Records have been applied. */
  readonly onProgress: () => void;
}

/**
 * Reads the shared log and applies it, record by record without a gap. Two sessions may read at the same
 * time for a moment: a record that is applied already is passed over.
 */
export class LogFollower {
  readonly #options: LogFollowerOptions;
  /** On the wall clock: older records were of no concern to this process when they were made. */
  #followsSinceMs = Infinity;

  constructor(options: LogFollowerOptions) {
    this.#options = options;
  }

  /** Catches up with the log, on a new connection. After a new epoch or a gap everything older is void. */
  async attach(session: LogSession): Promise<void> {
    const { clock, coherence, keys, onCaughtUp, waiting } = this.#options;
    const left = waiting?.();
    const sentAtMs = clock.now();
    const known = { epoch: coherence.epoch, applied: coherence.applied };
    const { epoch, seq, redisMajor } = await session.ask((c) => attach(c, keys, known));
    await this.#enter(session, epoch, seq);
    await this.#catchUp(session, seq);
    if (left !== undefined) await this.#publishLeft(session, await left, redisMajor);
    onCaughtUp({ epoch, seq, sentAtMs, appliedThen: 0 });
  }

  /** Applies what comes. Rejects when the connection fails, a record is missing or another log is in force. */
  async follow(session: LogSession): Promise<void> {
    for (;;) {
      const reading = session.ask((client) => this.#read(client));
      this.#apply(session, await withTimeLimit(reading, BLOCK_MS + ANSWER_MS, timedOut));
    }
  }

  async #enter(session: LogSession, epoch: string, seq: number): Promise<void> {
    session.epoch = epoch;
    const { clock, coherence } = this.#options;
    if (epoch === coherence.epoch) return;
    this.#followsSinceMs = clock.wallTime();
    const [first] = await this.#range(session, '-', 1);
    this.#skipTo(epoch, first === undefined ? seq : first.seq - 1);
  }

  /** Where records are missing, everything older is void, and reading goes on behind them. */
  async #catchUp(session: LogSession, last: number): Promise<void> {
    const { coherence } = this.#options;
    while (coherence.applied < last) {
      const records = await this.#range(session, `${coherence.applied + 1}-0`, PAGE);
      this.#requireEpoch(session);
      const next = records.find(({ seq }) => seq > coherence.applied);
      const reachable = next === undefined ? last : next.seq - 1;
      if (reachable > coherence.applied) this.#skipTo(coherence.epoch ?? '', reachable);
      this.#apply(session, records);
    }
  }

  /** Nothing of Redis is trusted before what was invalidated in its absence is in the log, and applied. */
  async #publishLeft(session: LogSession, { names, ids }: Waiting, major: number): Promise<void> {
    if (ids.length === 0) return;
    const { coherence, keys, onPublished } = this.#options;
    const position = await coherence.source.sample();
    const record = { epoch: session.epoch ?? '', origin: '', names, position, madeAtMs: undefined };
    const seq = await session.ask((client) => append(client, keys, major, record));
    if (seq < 0) throw new LogGapError();
    await this.#catchUp(session, seq);
    onPublished(ids);
  }

  #skipTo(epoch: string, seq: number): void {
    const { coherence } = this.#options;
    coherence.distrust();
    coherence.startLog(epoch, seq);
  }

  #apply(session: LogSession, records: readonly LogRecord[]): void {
    const { coherence, onProgress, origin } = this.#options;
    this.#requireEpoch(session);
    for (const record of records) {
      const { seq, names, origin: author, position } = record;
      if (seq <= coherence.applied) continue;
      if (seq !== coherence.applied + 1) throw new LogGapError();
      if (author !== origin) coherence.source.note(position);
      coherence.apply(names, seq, author === origin);
      if (author !== origin) this.#tellLag(record);
    }
    if (records.length > 0) onProgress();
  }

  #tellLag({ madeAtMs = -Infinity }: LogRecord): void {
    if (madeAtMs >= this.#followsSinceMs) this.#options.onApplied(madeAtMs);
  }

  /** Places of one log mean nothing in another. */
  #requireEpoch(session: LogSession): void {
    if (session.epoch !== this.#options.coherence.epoch) throw new LogGapError();
  }

  async #read(client: LogSession['client']): Promise<readonly LogRecord[]> {
    const { coherence, keys } = this.#options;
    const from = { key: keys.logPrefix + (coherence.epoch ?? ''), id: `${coherence.applied}-0` };
    const reply = await client.xRead(from, { BLOCK: BLOCK_MS, COUNT: PAGE });
    return (reply ?? []).flatMap(({ messages }) => messages.map(toRecord));
  }

  #range(session: LogSession, start: string, count: number): Promise<readonly LogRecord[]> {
    const key = this.#options.keys.logPrefix + (session.epoch ?? '');
    return session.ask(async (client) => {
      const messages = await client.xRange(key, start, '+', { COUNT: count });
      return (messages ?? []).map(toRecord);
    });
  }
}
