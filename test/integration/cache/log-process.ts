import { randomUUID } from 'node:crypto';
import { Coherence } from '../../../libs/cache/src/coherence/coherence';
import { append } from '../../../libs/cache/src/coherence/log/append';
import {
  attach,
  type Attachment,
  type KnownPlace,
} from '../../../libs/cache/src/coherence/log/attach';
import {
  LogFollower,
  type LogPlace,
  type Waiting,
} from '../../../libs/cache/src/coherence/log/log-follower';
import { type LogKeys, logKeys } from '../../../libs/cache/src/coherence/log/log-keys';
import { LogPublisher } from '../../../libs/cache/src/coherence/log/log-publisher';
import { LogSession } from '../../../libs/cache/src/coherence/log/log-session';
import type { Names } from '../../../libs/cache/src/coherence/names';
import { systemClock } from '../../../libs/cache/src/internal/clock';
import {
  createRedisClient,
  type RedisClient,
} from '../../../libs/cache/src/stores/redis/redis-client';
import { parseRedisUrl } from '../../../libs/cache/src/stores/redis/redis-url';
import { RedisServer } from '../../support/redis/redis-server';

const CONNECT_TIMEOUT_MS = 5_000;
/** More than wait for the log at a time. */
const MAX_TRACKED_NAMES = 20_000;

const ORIGIN = 'this';
const NOTHING_KNOWN: KnownPlace = { epoch: undefined, applied: 0 };

const clients: RedisClient[] = [];

/** A connection as the library makes it; {@link closeClients} ends it. */
export async function openClient(url: string): Promise<RedisClient> {
  const target = parseRedisUrl(url);
  const options = { connectTimeoutMs: CONNECT_TIMEOUT_MS, tls: {} };
  const client = createRedisClient(options, target, target.places[0], 'test');
  client.on('error', () => undefined);
  await client.connect();
  clients.push(client);
  return client;
}

/** Ends every connection of the test; to be called after each. */
export function closeClients(): void {
  for (const client of clients.splice(0)) client.destroy();
}

/** A log on a real Redis, as another process would use it. */
export class TestLog {
  readonly keys: LogKeys = logKeys(randomUUID());
  readonly client: RedisClient;

  constructor(client: RedisClient) {
    this.client = client;
  }

  /** As a process that knows nothing, unless it is said. */
  attach(known: KnownPlace = NOTHING_KNOWN): Promise<Attachment> {
    return attach(this.client, this.keys, known);
  }

  /** Returns the record's place, or -1. */
  append(epoch: string, names: Names): Promise<number> {
    const record = { epoch, origin: 'other', names, position: undefined, madeAtMs: undefined };
    return append(this.client, this.keys, 7, record);
  }

  /** Another log takes its place. */
  async replace(): Promise<string> {
    await this.client.del(this.keys.meta);
    return (await this.attach()).epoch;
  }
}

/**
 * A log for each test, and its epoch, on a Redis of the spec; to be called once, outside every test.
 *
 * @returns the URL of that Redis, once a test has begun
 */
export function useLog(begin: (log: TestLog, epoch: string) => void): () => string {
  let server: RedisServer | undefined;
  const url = (): string => {
    if (server === undefined) throw new Error('No test has begun.');
    return server.url;
  };
  beforeAll(async () => {
    server = await RedisServer.start();
  });
  beforeEach(async () => {
    const log = new TestLog(await openClient(url()));
    begin(log, (await log.attach()).epoch);
  });
  afterEach(closeClients);
  afterAll(() => server?.stop());
  return url;
}

/** The part of a process that follows a log, on connections of the test's choice. */
export class FollowingProcess {
  readonly coherence = new Coherence(MAX_TRACKED_NAMES);
  readonly published: string[] = [];
  readonly caughtUp: LogPlace[] = [];
  readonly follower: LogFollower;
  readonly publisher: LogPublisher;
  /** What becomes of a record on its way to the log. */
  appending = (place: Promise<number>): Promise<number> => place;
  /** How often it has found another log than it knows. */
  foreign = 0;

  constructor(log: TestLog, waiting?: () => Promise<Waiting>) {
    const { keys } = log;
    this.publisher = this.#createPublisher(log);
    this.coherence.share(this.publisher);
    this.follower = new LogFollower({
      coherence: this.coherence,
      keys,
      clock: systemClock,
      origin: ORIGIN,
      waiting,
      onPublished: (ids) => void this.published.push(...ids),
      onCaughtUp: (place) => void this.caughtUp.push(place),
      onApplied: () => undefined,
      onProgress: () => undefined,
    });
  }

  #createPublisher({ client, keys }: TestLog): LogPublisher {
    return new LogPublisher({
      coherence: this.coherence,
      clock: systemClock,
      origin: ORIGIN,
      append: (record) => this.appending(append(client, keys, 7, record)),
      outbox: undefined,
      onForeignEpoch: () => void this.foreign++,
      onError: () => undefined,
    });
  }

  /** Whether what Redis stores of a key with this stamp may be served. */
  holds(key: string, seq: number): boolean {
    return this.coherence.fences.holdsInLog({ key, tags: [] }, seq);
  }
}

export function newSession(client: RedisClient): LogSession {
  return new LogSession(client, systemClock, () => undefined);
}

/** One whose second answer is delivered when the test says so: the first page of the log that it attaches to. */
export class LateSession extends LogSession {
  readonly #delivered: Promise<void>;
  #answers = 0;

  constructor(client: RedisClient, delivered: Promise<void>) {
    super(client, systemClock, () => undefined);
    this.#delivered = delivered;
  }

  override async ask<T>(call: (client: RedisClient) => Promise<T>): Promise<T> {
    const answer = await super.ask(call);
    if (++this.#answers === 2) await this.#delivered;
    return answer;
  }
}
