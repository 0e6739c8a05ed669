import { capture } from '../../libs/cache/src/codec/capture';
import { Coherence } from '../../libs/cache/src/coherence/coherence';
import { systemClock } from '../../libs/cache/src/internal/clock';
import { Entry } from '../../libs/cache/src/stores/entry';
import { MemoryStore } from '../../libs/cache/src/stores/memory/memory-store';
import { TieredStore } from '../../libs/cache/src/stores/tiered/tiered-store';
import { ChaosStore } from '../support/chaos-store';
import { describeCacheStore } from './cache-store.contract';

const EPOCH = 'epoch';
const KEYS = ['users:1', 'users:2', 'users:3'];

function memoryStore(): MemoryStore {
  return new MemoryStore({ maxEntries: 100, maxBytes: 10_000_000, clock: systemClock });
}

function coherence(): Coherence {
  const one = new Coherence(100);
  one.startLog(EPOCH, 0);
  return one;
}

function entry(key: string, value: unknown, of: Coherence): Entry {
  const ttlMs = 60_000;
  return new Entry({
    key,
    captured: capture(value),
    tags: [],
    ttlMs,
    expiresAtMs: systemClock.now() + ttlMs,
    stamp: of.stamp(),
  });
}

// What a slow store does is what a store does.
describeCacheStore('slow', () => {
  const quiet = { seed: 1, failure: 0, lostReply: 0, maxDelayMs: 2 };
  const store = new ChaosStore(memoryStore(), quiet);
  const stamp = { tick: 0, epoch: EPOCH, seq: 0 };
  return Promise.resolve({ store, stamp, forgetNear: () => undefined });
});

it.each([1, 2, 3, 4, 5, 6, 7, 8])(
  'tiers over a store in chaos never fail and never give what is not the latest (seed %d)',
  async (seed) => {
    const chaos = { seed, failure: 0.2, lostReply: 0.2, maxDelayMs: 3 };
    const remote = new ChaosStore(memoryStore(), chaos);
    const known = coherence();
    const memory = memoryStore();
    const errors: string[] = [];
    const tiers = new TieredStore({
      memory,
      remote,
      coherence: known,
      clock: systemClock,
      onError: (operation) => void errors.push(operation),
    });
    let seq = 0;
    const use = async (key: string): Promise<void> => {
      for (let version = 1; version <= 20; version++) {
        // What an invalidation does: the log first, then the stores.
        known.apply({ keys: [key] }, ++seq, false);
        await tiers.delete([key]);
        const written = tiers.set(entry(key, version, known));
        memory.clear();
        const [one] = await tiers.getMany([key]);
        expect([undefined, version]).toContain((await tiers.get(key))?.read());
        expect([undefined, version]).toContain(one?.read());
        await written;
      }
    };
    await Promise.all(KEYS.map(use));
    expect(errors).toHaveLength(remote.failures);
    expect(errors.length).toBeGreaterThan(10);
  },
);
