import type { RedisClient } from '../../stores/redis/redis-client';
import type { RedisConnection } from '../../stores/redis/redis-connection';
import type { Coherence } from '../coherence';
import { attach } from './attach';
import type { LogKeys } from './log-keys';
import { decodeNames, FIELD, type LogRecord } from './log-record';

/** Records asked for at once. */
const PAGE = 500;

/** How long one read waits in Redis for the next record. */
export const BLOCK_MS = 500;

export interface LogFollowerOptions {
  readonly coherence: Coherence;
  readonly keys: LogKeys;
  /** This process: its own records are known here already. */
  readonly origin: string;
  /** Records have been applied. */
  readonly onProgress: () => void;
  readonly onError: (operation: string, error: unknown) => void;
}

/** Reads the shared log on a connection of its own and applies it, record by record without a gap. */
export class LogFollower {
  readonly #options: LogFollowerOptions;

  constructor(options: LogFollowerOptions) {
    this.#options = options;
  }

  /** Catches up with the log, on a new connection. After a new epoch or a gap everything older is void. */
  async attach(client: RedisClient): Promise<void> {
    const { coherence, keys } = this.#options;
    const { epoch, seq } = await attach(client, keys);
    const first = (await this.#range(client, epoch, '-', 1))[0]?.seq;
    const floor = first === undefined ? seq : first - 1;
    const { applied } = coherence;
    if (epoch !== coherence.epoch || applied < floor || applied > seq) {
      this.#skipTo(epoch, floor);
    }
    while (coherence.applied < seq) await this.#catchUp(client, epoch, seq);
  }

  /** Applies what comes, until the connection fails or a record is missing; then replaces it. */
  async follow(connection: RedisConnection): Promise<void> {
    try {
      while (connection.ready) {
        this.#apply(await connection.execute((client) => this.#next(client)));
      }
    } catch (error) {
      this.#options.onError('follow', error);
      // The fresh connection catches up by attach().
      connection.reset();
    }
  }

  /** One page further. Where records are missing, everything older is void, and reading goes on behind them. */
  async #catchUp(client: RedisClient, epoch: string, last: number): Promise<void> {
    const { coherence } = this.#options;
    const records = await this.#range(client, epoch, `${coherence.applied + 1}-0`, PAGE);
    if (records.length === 0) this.#skipTo(epoch, last);
    for (const record of records) {
      if (record.seq !== coherence.applied + 1) this.#skipTo(epoch, record.seq - 1);
      this.#apply([record]);
    }
  }

  #skipTo(epoch: string, seq: number): void {
    const { coherence } = this.#options;
    coherence.distrust();
    coherence.startLog(epoch, seq);
  }

  #apply(records: readonly LogRecord[]): void {
    const { coherence, origin } = this.#options;
    for (const { seq, names, origin: author } of records) {
      if (seq !== coherence.applied + 1) throw new Error('The log has a gap.');
      coherence.apply(names, seq, author === origin);
    }
    if (records.length > 0) this.#options.onProgress();
  }

  async #next(client: RedisClient): Promise<readonly LogRecord[]> {
    const { coherence, keys } = this.#options;
    const from = { key: keys.logPrefix + (coherence.epoch ?? ''), id: `${coherence.applied}-0` };
    const reply = await client.xRead(from, { BLOCK: BLOCK_MS, COUNT: PAGE });
    return (reply ?? []).flatMap(({ messages }) => messages.map(toRecord));
  }

  async #range(
    client: RedisClient,
    epoch: string,
    start: string,
    count: number,
  ): Promise<readonly LogRecord[]> {
    const key = this.#options.keys.logPrefix + epoch;
    const messages = await client.xRange(key, start, '+', { COUNT: count });
    return (messages ?? []).map(toRecord);
  }
}

interface StreamMessage {
  readonly id: string;
  readonly message: Readonly<Record<string, string>>;
}

function toRecord({ id, message }: StreamMessage): LogRecord {
  return {
    seq: Number.parseInt(id, 10),
    origin: message[FIELD.origin] ?? '',
    names: decodeNames(message[FIELD.names]),
  };
}
