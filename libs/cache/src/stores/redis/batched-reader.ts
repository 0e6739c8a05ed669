import { RESP_TYPES } from 'redis';
import type { RedisClient } from './redis-client';
import type { RedisConnection } from './redis-connection';
import type { RedisServers } from './redis-servers';

/** Keys asked for by one command, so that none keeps Redis busy for long. */
const MAX_BATCH = 500;

/** Of the answers of a batch, so many bytes are read before their callers have their turn. */
const READ_AT_ONCE_BYTES = 4_096;

/** What lies under a name is kept in bytes: compressed entries are no text. */
const BYTES = { [RESP_TYPES.BLOB_STRING]: Buffer } as const;

type Read<T> = T | Promise<T>;

interface Question<T> {
  readonly key: string;
  readonly resolve: (value: Read<T>) => void;
  readonly reject: (error: unknown) => void;
}

/** Questions to one server, not sent yet. */
interface Batch<T> {
  readonly names: string[];
  readonly questions: Question<T>[];
}

/**
 * Reads by key. Questions that are asked in the same turn of the event loop travel together, which
 * costs both sides a fraction of as many commands.
 */
export class BatchedReader<T> {
  readonly #servers: RedisServers;
  readonly #prefix: string;
  readonly #read: (key: string, bytes: Buffer | null) => Read<T>;
  #waiting = new Map<RedisConnection, Batch<T>>();

  /** @param read makes an answer of the bytes under a key, null when there are none */
  constructor(
    servers: RedisServers,
    prefix: string,
    read: (key: string, bytes: Buffer | null) => Read<T>,
  ) {
    this.#servers = servers;
    this.#prefix = prefix;
    this.#read = read;
  }

  /** Rejects as the connection does, and as reading the bytes does. */
  read(key: string): Promise<T> {
    return new Promise((resolve, reject) => {
      const name = this.#prefix + key;
      const batch = this.#batchFor(this.#servers.of(name));
      batch.names.push(name);
      batch.questions.push({ key, resolve, reject });
    });
  }

  #batchFor(connection: RedisConnection): Batch<T> {
    // Runs when the promise jobs of this turn are done, and with them whatever else they ask for.
    if (this.#waiting.size === 0) process.nextTick(() => this.#askAll());
    const present = this.#waiting.get(connection);
    if (present !== undefined && present.names.length < MAX_BATCH) return present;
    if (present !== undefined) this.#ask(connection, present);
    const batch: Batch<T> = { names: [], questions: [] };
    this.#waiting.set(connection, batch);
    return batch;
  }

  #askAll(): void {
    const waiting = this.#waiting;
    this.#waiting = new Map();
    for (const [connection, batch] of waiting) this.#ask(connection, batch);
  }

  #ask(connection: RedisConnection, { names, questions }: Batch<T>): void {
    connection
      .execute((client) => this.#fetch(client, names))
      .then(
        (replies) => this.#answer(questions, replies),
        (error: unknown) => questions.forEach(({ reject }) => reject(error)),
      );
  }

  /** With the promise jobs of some between them: otherwise all values of a batch live at once. */
  async #answer(
    questions: readonly Question<T>[],
    replies: readonly (Buffer | null)[],
  ): Promise<void> {
    let readBytes = 0;
    for (const [index, question] of questions.entries()) {
      const bytes = replies[index] ?? null;
      this.#answerOne(question, bytes);
      readBytes += bytes?.length ?? 0;
      if (readBytes < READ_AT_ONCE_BYTES) continue;
      readBytes = 0;
      await Promise.resolve();
    }
  }

  #answerOne({ key, resolve, reject }: Question<T>, bytes: Buffer | null): void {
    try {
      resolve(this.#read(key, bytes));
    } catch (error) {
      reject(error);
    }
  }

  /** A cluster refuses one command for keys of several slots; there the commands share a packet. */
  async #fetch(client: RedisClient, names: readonly string[]): Promise<readonly (Buffer | null)[]> {
    const inBytes = client.withTypeMapping(BYTES);
    if (!this.#servers.clustered) return inBytes.mGet([...names]);
    return Promise.all(names.map((name) => inBytes.get(name)));
  }
}
