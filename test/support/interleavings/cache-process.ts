import { Heartbeat } from '../../../libs/cache/src/coherence/log/heartbeat';
import { LogFollower, type Waiting } from '../../../libs/cache/src/coherence/log/log-follower';
import type { LogSession } from '../../../libs/cache/src/coherence/log/log-session';
import type { Names } from '../../../libs/cache/src/coherence/names';
import { resolvedOf } from '../../../libs/cache/src/internal/answer';
import { CacheParts, onlyCuts } from './cache-parts';
import { Connection } from './connection';
import { Floor } from './floor';
import { Following } from './following';
import { ReplicatedSource } from './replica';
import { KEYS, MAX_STALE_MS, type Shared, TAG } from './shared';
import { markedWith } from './versions';

const ATTEMPTS = 500;

/** One process: the library's own parts on a gated Redis. It notes what it must no longer serve. */
export class CacheProcess {
  /** No read that begins now may give an older version. */
  readonly #floor = new Floor();
  readonly #shared: Shared;
  readonly #source: ReplicatedSource;
  readonly #parts: CacheParts;
  readonly #follower: LogFollower;
  readonly #heartbeat: Heartbeat;
  readonly #following: Following;
  #lastLook: Promise<number> = Promise.resolve(0);

  constructor(shared: Shared, name: string) {
    this.#shared = shared;
    this.#source = new ReplicatedSource(shared);
    this.#parts = new CacheParts(shared, name, this.#source, () => this.#following.end());
    this.#heartbeat = this.#createHeartbeat();
    this.#follower = this.#createFollower(name);
    this.#following = this.#createFollowing();
    this.#floor.follow(this.#parts.coherence, shared.records);
    shared.listeners.push((message) => this.#parts.leases.heard(message));
    shared.connections.push(() => void this.#cut());
    this.#following.start();
  }

  get trusted(): boolean {
    return this.#parts.coherence.trustedUntilMs > this.#shared.nowMs;
  }

  /** A joined load may have begun at any time, and a load may read what a replica has: those are judged by what is applied. */
  async read(): Promise<void> {
    const { engine } = this.#parts;
    const floor = this.#floor.version;
    const published = this.#shared.publishedBefore(this.#shared.nowMs - MAX_STALE_MS);
    const options = { tags: [TAG] };
    const load = (): Promise<number> => this.#source.read();
    const { value, source } = await engine.resolve(KEYS[0], load, options, resolvedOf<number>);
    requireAtLeast(value, floor, 'had applied');
    if (source === 'memory' || source === 'redis') requireAtLeast(value, published, 'was due');
  }

  async readMany(): Promise<void> {
    const floor = this.#floor.version;
    const load = async (keys: readonly string[]): Promise<Map<string, number>> => {
      const value = await this.#source.read();
      return new Map(keys.map((key) => [key, value]));
    };
    const values = await this.#parts.engine.resolveMany(KEYS, load, { tags: [TAG] });
    for (const value of values.values()) requireAtLeast(value, floor, 'had applied');
  }

  writeKey(): Promise<void> {
    return this.#write({ keys: KEYS });
  }

  writeTag(): Promise<void> {
    return this.#write({ tags: [TAG] });
  }

  /** Of something else, so that older names are forgotten. */
  async noise(): Promise<void> {
    const name = `x:${this.#shared.version}:${Math.random()}`;
    await this.#parts.coherence.invalidate({ keys: [name], tags: [name] });
  }

  async beat(): Promise<void> {
    await this.#heartbeat.beat();
    await this.#parts.publisher.flush();
  }

  /** The log's connections deliver nothing for longer than memory may be served. Heartbeats go on. */
  async missLog(): Promise<void> {
    const release = this.#following.link.hold();
    for (let step = 0; step < 3; step++) {
      await this.beat();
      await this.#shared.pass(MAX_STALE_MS / 2);
    }
    await this.read();
    release();
  }

  /** No connection delivers anything for that long; then a late heartbeat's answer is the first. */
  async missAll(): Promise<void> {
    const releaseLog = this.#following.link.hold();
    const releaseCommands = this.#parts.commands.link.hold();
    const beating = this.beat();
    for (let step = 0; step < 3; step++) await this.#shared.pass(MAX_STALE_MS / 2);
    releaseCommands();
    await beating;
    await this.read();
    releaseLog();
  }

  /** And reads at once when it has caught up. */
  async reconnect(): Promise<void> {
    const { attached } = this.#following;
    this.#following.end();
    await attached;
    await this.read();
  }

  /** Publishes what a dead writer left in the outbox. */
  async drain(): Promise<void> {
    const { ids, names } = await this.#waiting();
    if (ids.length === 0) return;
    await this.#parts.publisher.relay(names).then(() => this.#published(ids), ignore);
  }

  /** Resolves when the process has learnt of everything; by heartbeats alone, as in life. */
  async catchUp(): Promise<void> {
    for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
      await this.beat();
      if (await this.#isInStep()) return;
      // The follower's silence is noticed by the clock.
      if (attempt % 20 === 0) this.#shared.nowMs += MAX_STALE_MS / 3;
      await this.#shared.gate.step();
    }
    throw new Error('Served nothing, and is out of step for ever.');
  }

  /** Nothing is under way any more: only the newest will do. */
  async readLast(): Promise<void> {
    this.#floor.raise(this.#shared.version);
    await this.read();
    await this.readMany();
  }

  async #isInStep(): Promise<boolean> {
    const { gate, real } = this.#shared;
    const { coherence, keys } = this.#parts;
    const [epoch, seq] = await gate.call(() => real.hmGet(keys.meta, ['epoch', 'seq']));
    const hasAll = epoch === coherence.epoch && Number(seq) === coherence.applied;
    return hasAll && this.trusted && coherence.fences.pending === 0;
  }

  async #write(names: Names): Promise<void> {
    this.#floor.raise(++this.#shared.version);
    await this.#parts.coherence.invalidate(markedWith(this.#shared.version, names));
  }

  /** Whoever has caught up with the log knows what lay in the outbox before. */
  async #attach(session: LogSession): Promise<void> {
    const attaching = this.#follower.attach(session);
    const looking = this.#lastLook;
    await attaching;
    this.#floor.raise(await looking);
  }

  /** The server has been restarted: it is greeted on a fresh connection before it is sent commands again. */
  async #cut(): Promise<void> {
    this.#following.end();
    this.#parts.leases.lost();
    while (!this.#parts.commands.ready) {
      await this.#greet().catch(ignore);
      await this.#shared.gate.step();
    }
  }

  async #greet(): Promise<void> {
    const { commands, guard } = this.#parts;
    const fresh = new Connection(this.#shared, commands.link);
    await guard.greet(fresh.client);
    if (fresh.ready) commands.reopen();
  }

  /** What lies in the outbox now; all of it is as old as the newest. */
  async #waiting(): Promise<Waiting> {
    const { gate, outbox } = this.#shared;
    const looking = gate.call(() => Promise.resolve([...outbox]));
    this.#lastLook = looking.then((rows) => Math.max(0, ...rows.map(([, version]) => version)));
    const ids = (await looking).map(([id]) => id);
    return { ids, names: markedWith(await this.#lastLook, { keys: KEYS }) };
  }

  #published(ids: readonly string[]): void {
    for (const id of ids) this.#shared.outbox.delete(id);
  }

  #createHeartbeat(): Heartbeat {
    return new Heartbeat({
      connection: this.#parts.commands.asConnection(),
      coherence: this.#parts.coherence,
      keys: this.#parts.keys,
      clock: this.#shared.clock,
      onForeignEpoch: () => this.#parts.guard.foreignEpoch(),
      onDoubt: () => this.#following.end(),
      onTrust: () => undefined,
      onError: onlyCuts,
    });
  }

  #createFollower(origin: string): LogFollower {
    return new LogFollower({
      coherence: this.#parts.coherence,
      keys: this.#parts.keys,
      clock: this.#shared.clock,
      origin,
      waiting: () => this.#waiting(),
      onPublished: (ids) => this.#published(ids),
      onCaughtUp: (place) => this.#heartbeat.answered(place),
      onApplied: () => undefined,
      onProgress: () => this.#heartbeat.progress(),
    });
  }

  #createFollowing(): Following {
    return new Following(this.#shared, {
      attach: (session) => this.#attach(session),
      follow: (session) => this.#follower.follow(session),
    });
  }
}

function requireAtLeast(value: number | undefined, version: number, why: string): void {
  const served = value ?? 0;
  if (served < version) throw new Error(`Served ${served}, and ${why} ${version}.`);
}

function ignore(): void {
  // The next attempt follows.
}
