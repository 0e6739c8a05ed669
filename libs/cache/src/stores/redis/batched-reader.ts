import { RESP_TYPES } from 'redis';
import { type Deferred, deferred } from '../../internal/deferred';
import type { RedisClient } from './redis-client';
import type { RedisConnection } from './redis-connection';
import type { RedisServers } from './redis-servers';

/** Keys asked for by one command, so that none keeps Redis busy for long. */
const MAX_BATCH = 500;

/** Of the answers of a batch, so many are read before their callers have their turn. */
const READ_AT_ONCE = 8;

/** What lies under a name is kept in bytes: compressed entries are no text. */
const BYTES = { [RESP_TYPES.BLOB_STRING]: Buffer } as const;

type Replies = readonly (Buffer | null)[];

/** Questions to one server, not sent yet. */
interface Batch {
  readonly names: string[];
  /** For the replies to each {@link READ_AT_ONCE} names: one promise instead of one for each name. */
  readonly groups: Deferred<Replies>[];
}

/**
 * Reads by key. Questions that are asked in the same turn of the event loop travel together, which
 * costs both sides a fraction of as many commands.
 */
export class BatchedReader<T> {
  readonly #servers: RedisServers;
  readonly #prefix: string;
  readonly #read: (key: string, bytes: Buffer | null) => T | Promise<T>;
  #waiting = new Map<RedisConnection, Batch>();

  /** @param read makes an answer of the bytes under a key, null when there are none */
  constructor(
    servers: RedisServers,
    prefix: string,
    read: (key: string, bytes: Buffer | null) => T | Promise<T>,
  ) {
    this.#servers = servers;
    this.#prefix = prefix;
    this.#read = read;
  }

  /** Rejects as the connection does, and as reading the bytes does. */
  read(key: string): Promise<T> {
    const name = this.#prefix + key;
    const batch = this.#batchFor(this.#servers.of(name));
    const { promise } = groupFor(batch);
    const place = batch.names.push(name) - 1;
    return promise.then((replies) => this.#read(key, replies[place] ?? null));
  }

  #batchFor(connection: RedisConnection): Batch {
    // Runs when the promise jobs of this turn are done, and with them whatever else they ask for.
    if (this.#waiting.size === 0) process.nextTick(() => this.#askAll());
    const present = this.#waiting.get(connection);
    if (present !== undefined && present.names.length < MAX_BATCH) return present;
    if (present !== undefined) this.#ask(connection, present);
    const batch: Batch = { names: [], groups: [] };
    this.#waiting.set(connection, batch);
    return batch;
  }

  #askAll(): void {
    const waiting = this.#waiting;
    this.#waiting = new Map();
    for (const [connection, batch] of waiting) this.#ask(connection, batch);
  }

  #ask(connection: RedisConnection, { names, groups }: Batch): void {
    connection
      .execute((client) => this.#fetch(client, names))
      .then(
        (replies) => answer(groups, replies),
        (error: unknown) => groups.forEach(({ reject }) => reject(error)),
      );
  }

  /** A cluster refuses one command for keys of several slots; there the commands share a packet. */
  async #fetch(client: RedisClient, names: readonly string[]): Promise<Replies> {
    const inBytes = client.withTypeMapping(BYTES);
    if (!this.#servers.clustered) return inBytes.mGet([...names]);
    return Promise.all(names.map((name) => inBytes.get(name)));
  }
}

/** The promise for the reply of the name that is added next. */
function groupFor({ names, groups }: Batch): Deferred<Replies> {
  const present = groups[Math.floor(names.length / READ_AT_ONCE)];
  if (present !== undefined) return present;
  const group = deferred<Replies>();
  groups.push(group);
  return group;
}

/** With the promise jobs of some between them: otherwise all values of a batch live at once. */
async function answer(groups: readonly Deferred<Replies>[], replies: Replies): Promise<void> {
  for (const group of groups) {
    group.resolve(replies);
    await Promise.resolve();
  }
}
