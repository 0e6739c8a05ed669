import fc from 'fast-check';
import { Coherence } from '../coherence/coherence';
import type { Names } from '../coherence/names';
import { CacheEvents } from '../events/cache-events';
import type { CacheStore } from '../stores/cache-store';
import { Entry } from '../stores/entry';
import { MemoryStore } from '../stores/memory/memory-store';
import { TieredStore } from '../stores/tiered/tiered-store';
import { resolvedOf } from './answer';
import { systemClock } from './clock';
import { Engine } from './engine';
import { EntryFactory } from './entry-factory';
import { Recorder } from './recorder';

const KEY = 'users:1';
const EPOCH = 'epoch';

interface LogRecord {
  readonly names: Names;
  readonly author: Process;
  /** The source's version that the invalidation followed. */
  readonly version: number;
}

/** A source of versions, a shared store and a shared log, every step of which the scheduler places. */
class World {
  version = 0;
  readonly log: LogRecord[] = [];
  readonly stored = new Map<string, Entry>();

  constructor(readonly scheduler: fc.Scheduler) {}

  step(): Promise<void> {
    return this.scheduler.schedule(Promise.resolve());
  }

  /** What the source had when the load began. */
  async load(): Promise<number> {
    const seen = this.version;
    await this.step();
    return seen;
  }
}

function sharedStore(world: World): CacheStore {
  const get = async (key: string): Promise<Entry | undefined> => {
    await world.step();
    const entry = world.stored.get(key);
    await world.step();
    return entry?.restamped({ tick: -1, epoch: entry.epoch, seq: entry.seq });
  };
  return {
    get,
    getMany: (keys) => Promise.all(keys.map(get)),
    set: async (entry) => {
      await world.step();
      world.stored.set(entry.key, entry);
    },
    delete: () => undefined,
    deleteMatching: () => undefined,
    clear: () => undefined,
  };
}

class Process {
  /** No read that begins now may give an older version. */
  floor = 0;
  readonly #world: World;
  readonly #coherence = new Coherence(100);
  readonly #engine: Engine;

  constructor(world: World) {
    this.#world = world;
    const coherence = this.#coherence;
    coherence.startLog(EPOCH, 0);
    coherence.share({ publish: (names) => this.#publish(names) });
    coherence.trustUntil(Infinity);
    const clock = systemClock;
    const memory = new MemoryStore({ maxEntries: 10, maxBytes: 1e6, clock });
    const onError = (_operation: string, error: unknown): void => {
      throw error;
    };
    const tiers = new TieredStore({
      memory,
      remote: sharedStore(world),
      coherence,
      clock,
      onError,
    });
    const factory = new EntryFactory({ ttlSeconds: 60, jitter: 0 }, clock);
    const recorder = new Recorder(new CacheEvents(), clock);
    this.#engine = new Engine({ tiers, coherence, factory, recorder, clock, defaults: {} });
  }

  async read(): Promise<void> {
    const { floor } = this;
    const { value } = await this.#engine.resolve(
      KEY,
      () => this.#world.load(),
      {},
      resolvedOf<number>,
    );
    expect(value).toBeGreaterThanOrEqual(floor);
  }

  async write(): Promise<void> {
    this.floor = ++this.#world.version;
    await this.#coherence.invalidate({ keys: [KEY] });
  }

  /** Applies the next record of the log, if there is one. */
  async follow(): Promise<void> {
    await this.#world.step();
    const { applied } = this.#coherence;
    const record = this.#world.log[applied];
    if (record === undefined) return;
    this.#coherence.apply(record.names, applied + 1, record.author === this);
    this.floor = Math.max(this.floor, record.version);
  }

  async #publish(names: Names): Promise<number> {
    const { log, version } = this.#world;
    this.#coherence.fences.raisePending(names);
    await this.#world.step();
    const seq = log.push({ names, author: this, version });
    await this.#world.step();
    this.#coherence.fences.confirm(names, seq);
    return seq;
  }
}

const action = fc.record({
  process: fc.constantFrom(0, 1),
  kind: fc.constantFrom('read' as const, 'read' as const, 'write' as const, 'follow' as const),
});

it('serves no value that was loaded before an invalidation the process has applied', async () => {
  const history = fc.asyncProperty(
    fc.scheduler(),
    fc.array(action, { minLength: 4, maxLength: 20 }),
    async (scheduler, actions) => {
      const world = new World(scheduler);
      const processes = [new Process(world), new Process(world)];
      const begun = actions.map(async ({ process, kind }) => {
        await world.step();
        await processes[process]?.[kind]();
      });
      await scheduler.waitFor(Promise.all(begun));
    },
  );
  await fc.assert(history, { numRuns: 500 });
}, 60_000);
