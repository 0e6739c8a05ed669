import fc from 'fast-check';
import { capture } from '../../codec/capture';
import { Entry } from '../entry';
import { MemoryStore } from './memory-store';

const STAMP = { tick: 0, epoch: undefined, seq: 0 };
const KIBIBYTE = 1_024;

function open(limits: { maxEntries?: number; maxBytes?: number } = {}) {
  const clock = { nowMs: 0, now: () => clock.nowMs, wallTime: () => clock.nowMs };
  const evicted: string[] = [];
  const store = new MemoryStore({
    maxEntries: 1_000,
    maxBytes: KIBIBYTE * KIBIBYTE,
    ...limits,
    clock,
    onEvict: ({ key }) => evicted.push(key),
  });
  const put = (key: string, value: unknown = key, ttlMs = 60_000): void => {
    const expiresAtMs = clock.nowMs + ttlMs;
    store.set(
      new Entry({ key, captured: capture(value), tags: [], ttlMs, expiresAtMs, stamp: STAMP }),
    );
  };
  return { store, clock, evicted, put };
}

describe('the memory tier', () => {
  it('keeps within both bounds and counts what it holds, whatever is done to it', () => {
    const key = fc.integer({ min: 0, max: 30 }).map((number) => `k:${number}`);
    const step = fc.oneof(
      fc.record({
        set: key,
        size: fc.integer({ min: 0, max: 900 }),
        ttlMs: fc.integer({ min: 1, max: 50 }),
      }),
      fc.record({ get: key }),
      fc.record({ delete: fc.array(key, { maxLength: 3 }) }),
      fc.record({ wait: fc.integer({ min: 0, max: 20 }) }),
      fc.record({ deleteMatching: fc.constantFrom('k:1*', '*9') }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
        const { store, clock, put } = open({ maxEntries: 12, maxBytes: 12_000 });
        for (const each of steps) {
          if ('set' in each) put(each.set, 'x'.repeat(each.size), each.ttlMs);
          else if ('get' in each) store.get(each.get);
          else if ('delete' in each) store.delete(each.delete);
          else if ('wait' in each) clock.nowMs += each.wait;
          else store.deleteMatching(each.deleteMatching);
          expect(store.size).toBeLessThanOrEqual(12);
          expect(store.bytes).toBeLessThanOrEqual(12_000);
        }
        store.clear();
        expect([store.size, store.bytes]).toEqual([0, 0]);
      }),
    );
  });

  it('keeps what is used through a scan of ten times its size', () => {
    const { store, put } = open({ maxEntries: 100 });
    const hot = Array.from({ length: 80 }, (_, index) => `hot:${index}`);
    for (const key of hot) put(key);
    for (const key of hot) store.get(key);
    for (let index = 0; index < 1_000; index++) put(`scan:${index}`);
    expect(hot.filter((key) => store.get(key) === undefined)).toEqual([]);
  });

  it('lets a key stay that comes back soon after it was turned out', () => {
    const { store, put } = open({ maxEntries: 100 });
    for (let index = 0; index < 200; index++) put(`first:${index}`);
    put('first:50');
    for (let index = 0; index < 50; index++) put(`then:${index}`);
    expect(store.get('first:50')).toBeDefined();
    expect(store.get('first:51')).toBeUndefined();
  });

  it('gives way to a new hot set', () => {
    const { store, put } = open({ maxEntries: 100 });
    const use = (key: string): void => {
      if (store.get(key) === undefined) put(key);
    };
    for (let round = 0; round < 20; round++) {
      for (let index = 0; index < 90; index++) use(`old:${index}`);
    }
    for (let round = 0; round < 20; round++) {
      for (let index = 0; index < 90; index++) use(`new:${index}`);
    }
    const kept = Array.from({ length: 90 }, (_, index) => store.get(`new:${index}`));
    expect(kept.every((entry) => entry !== undefined)).toBe(true);
  });

  it('refuses an entry of more than a tenth of its bytes, and forgets what it replaces', () => {
    const { store, evicted, put } = open({ maxBytes: 100 * KIBIBYTE });
    put('small:1');
    put('large:1', 'fits');
    put('large:1', 'x'.repeat(11 * KIBIBYTE));
    expect(store.get('large:1')).toBeUndefined();
    expect(store.get('small:1')).toBeDefined();
    expect(evicted).toEqual(['large:1']);
  });

  it('frees what has expired as others come, before anything that lives has to go', () => {
    const { store, clock, evicted, put } = open({ maxEntries: 100 });
    for (let index = 0; index < 50; index++) put(`short:${index}`, index, 10);
    clock.nowMs = 10;
    for (let index = 0; index < 60; index++) put(`long:${index}`);
    expect(store.size).toBeLessThanOrEqual(61);
    expect(evicted).toEqual([]);
  });

  it('evicts in bounded work when everything in it is used', () => {
    const { store, put } = open({ maxEntries: 5_000, maxBytes: 2 ** 30 });
    const keys = Array.from({ length: 5_000 }, (_, index) => `k:${index}`);
    for (const key of keys) put(key);
    for (let round = 0; round < 3; round++) store.getMany(keys);
    const looks = jest.spyOn(Entry.prototype, 'uselessAtMs', 'get');
    put('one:more');
    expect(looks.mock.calls.length).toBeLessThan(1_100);
    looks.mockRestore();
    expect(store.size).toBe(5_000);
  });

  it('keeps the place of an entry that is replaced', () => {
    const { store, put } = open({ maxEntries: 100 });
    put('hot:1');
    store.get('hot:1');
    for (let index = 0; index < 500; index++) {
      put(`scan:${index}`);
      if (index % 40 === 0) put('hot:1', index);
    }
    expect(store.get('hot:1')?.value).toBe(480);
    expect(store.size).toBeLessThanOrEqual(100);
  });
});
