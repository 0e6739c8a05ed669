import { Coherence } from '../../../libs/cache/src/coherence/coherence';
import { append } from '../../../libs/cache/src/coherence/log/append';
import { Heartbeat } from '../../../libs/cache/src/coherence/log/heartbeat';
import { LogFollower } from '../../../libs/cache/src/coherence/log/log-follower';
import { logKeys, type LogKeys } from '../../../libs/cache/src/coherence/log/log-keys';
import {
  type AppendedRecord,
  LogPublisher,
} from '../../../libs/cache/src/coherence/log/log-publisher';
import { LogSession } from '../../../libs/cache/src/coherence/log/log-session';
import type { Names } from '../../../libs/cache/src/coherence/names';
import { CacheEvents } from '../../../libs/cache/src/events/cache-events';
import { systemClock as clock } from '../../../libs/cache/src/internal/clock';
import { Engine } from '../../../libs/cache/src/internal/engine';
import { EntryFactory } from '../../../libs/cache/src/internal/entry-factory';
import { Recorder } from '../../../libs/cache/src/internal/recorder';
import { MemoryStore } from '../../../libs/cache/src/stores/memory/memory-store';
import type { RedisClient } from '../../../libs/cache/src/stores/redis/redis-client';
import type { RedisConnection } from '../../../libs/cache/src/stores/redis/redis-connection';
import { TieredStore } from '../../../libs/cache/src/stores/tiered/tiered-store';
import type { Gate } from './gate';
import { gatedClient } from './gated-client';
import { gatedStore } from './gated-store';

export const KEY = 'users:1';
export const TAG = 'team:7';

/** So few that names are forgotten all the time. */
const MAX_TRACKED_NAMES = 3;

/** What all processes share. */
export interface Shared {
  readonly gate: Gate;
  readonly real: RedisClient;
  readonly namespace: string;
  /** The source's value; each write raises it. */
  version: number;
  /** Every record that the log has taken, and which value it followed. */
  readonly records: { readonly epoch: string; readonly seq: number; readonly version: number }[];
}

/** One process: the library's own parts on a gated Redis. It notes what it must no longer serve. */
export class CacheProcess {
  /** No read that begins now may give an older version. */
  #floor = 0;
  readonly #shared: Shared;
  readonly #keys: LogKeys;
  readonly #client: RedisClient;
  readonly #coherence = new Coherence(MAX_TRACKED_NAMES, 1e9);
  readonly #publisher: LogPublisher;
  readonly #follower: LogFollower;
  readonly #heartbeat: Heartbeat;
  readonly #engine: Engine;
  readonly #versionOf = new WeakMap<Names, number>();
  #session: LogSession | undefined;

  constructor(shared: Shared, name: string) {
    this.#shared = shared;
    this.#keys = logKeys(shared.namespace);
    this.#client = gatedClient(shared.real, shared.gate);
    this.#publisher = this.#createPublisher(name);
    this.#heartbeat = this.#createHeartbeat();
    this.#follower = this.#createFollower(name);
    this.#coherence.share(this.#publisher);
    this.#engine = this.#createEngine();
    this.#noteApplied();
  }

  get trusted(): boolean {
    return this.#coherence.trustedUntilMs > clock.now();
  }

  /** Follows the log for ever, by fresh sessions. */
  async follow(): Promise<never> {
    for (;;) {
      this.#session = new LogSession(this.#client, clock, () => undefined);
      await this.#followOne(this.#session).catch(() => undefined);
      await this.#shared.gate.step();
    }
  }

  async read(): Promise<void> {
    const floor = this.#floor;
    const { value } = await this.#engine.resolve(KEY, () => this.#load(), { tags: [TAG] });
    if (value < floor) throw new Error(`Served ${value}, and had applied ${floor}.`);
  }

  writeKey(): Promise<void> {
    return this.#write({ keys: [KEY] });
  }

  writeTag(): Promise<void> {
    return this.#write({ tags: [TAG] });
  }

  /** Of something else, so that older names are forgotten. */
  async noise(): Promise<void> {
    const name = `x:${this.#shared.version}:${Math.random()}`;
    await this.#coherence.invalidate({ keys: [name], tags: [name] });
  }

  async beat(): Promise<void> {
    await this.#heartbeat.beat();
    await this.#publisher.flush();
  }

  reconnect(): Promise<void> {
    this.#session?.end();
    return Promise.resolve();
  }

  async #write(names: Names): Promise<void> {
    this.#floor = ++this.#shared.version;
    this.#versionOf.set(names, this.#shared.version);
    await this.#coherence.invalidate(names);
  }

  async #load(): Promise<number> {
    const seen = this.#shared.version;
    await this.#shared.gate.step();
    return seen;
  }

  async #followOne(session: LogSession): Promise<void> {
    await this.#follower.attach(session);
    await this.#publisher.flush();
    await this.#follower.follow(session);
  }

  /** What the process applies, and what it passes over as void, must never be served again. */
  #noteApplied(): void {
    const coherence = this.#coherence;
    const apply = coherence.apply.bind(coherence);
    const startLog = coherence.startLog.bind(coherence);
    coherence.apply = (names, seq, own) => {
      apply(names, seq, own);
      this.#raiseFloor((epoch, place) => epoch === coherence.epoch && place === seq);
    };
    coherence.startLog = (next, floorSeq) => {
      startLog(next, floorSeq);
      this.#raiseFloor((epoch, place) => epoch !== next || place <= floorSeq);
    };
  }

  #raiseFloor(includes: (epoch: string, seq: number) => boolean): void {
    for (const { epoch, seq, version } of this.#shared.records) {
      if (includes(epoch, seq)) this.#floor = Math.max(this.#floor, version);
    }
  }

  #createPublisher(origin: string): LogPublisher {
    return new LogPublisher({
      coherence: this.#coherence,
      clock,
      origin,
      append: (record) => this.#shared.gate.call(() => this.#append(record)),
      outbox: undefined,
      onForeignEpoch: () => this.#foreignEpoch(),
      onError: rethrow,
    });
  }

  async #append(record: AppendedRecord): Promise<number> {
    const { real, records } = this.#shared;
    const seq = await append(real, this.#keys, 7, record);
    const { epoch, names } = record;
    if (seq > 0) records.push({ epoch, seq, version: this.#versionOf.get(names) ?? 0 });
    return seq;
  }

  #createHeartbeat(): Heartbeat {
    const execute = <T>(call: (client: RedisClient) => Promise<T>): Promise<T> =>
      call(this.#client);
    return new Heartbeat({
      // The heartbeat asks for nothing else of a connection.
      connection: { ready: true, execute } as unknown as RedisConnection,
      coherence: this.#coherence,
      keys: this.#keys,
      clock,
      onForeignEpoch: () => this.#foreignEpoch(),
      onDoubt: () => undefined,
      onTrust: () => undefined,
      onError: rethrow,
    });
  }

  #createFollower(origin: string): LogFollower {
    return new LogFollower({
      coherence: this.#coherence,
      keys: this.#keys,
      clock,
      origin,
      waiting: undefined,
      onPublished: () => undefined,
      onCaughtUp: (place) => this.#heartbeat.answered(place),
      onApplied: () => undefined,
      onProgress: () => this.#heartbeat.progress(),
    });
  }

  #createEngine(): Engine {
    const { gate, namespace, real } = this.#shared;
    const coherence = this.#coherence;
    const tiers = new TieredStore({
      memory: new MemoryStore({ maxEntries: 10, maxBytes: 1e6, clock }),
      remote: gatedStore(real, gate, `${namespace}:`),
      coherence,
      clock,
      onError: rethrow,
    });
    const factory = new EntryFactory({ ttlSeconds: 60, jitter: 0 }, clock);
    return new Engine({
      tiers,
      coherence,
      factory,
      recorder: new Recorder(new CacheEvents(), clock),
      clock,
      defaults: {},
    });
  }

  #foreignEpoch(): void {
    this.#coherence.distrust();
    this.#session?.end();
  }
}

function rethrow(_operation: string, error: unknown): void {
  throw error;
}
