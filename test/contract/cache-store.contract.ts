import { inspect } from 'node:util';
import fc from 'fast-check';
import { capture } from '../../libs/cache/src/codec/capture';
import type { CacheStore } from '../../libs/cache/src/stores/cache-store';
import { Entry, type Stamp } from '../../libs/cache/src/stores/entry';

/** A store under test, with the stamp its entries must carry to be served. */
export interface StoreUnderTest {
  readonly store: CacheStore;
  readonly stamp: Stamp;
  /** Makes the store forget what it holds nearer than its last tier, if it has several. */
  readonly forgetNear: () => void;
}

/** Jest holds two invalid dates for different; their printed forms are compared instead. */
const WHOLE = { depth: Infinity, maxArrayLength: Infinity, maxStringLength: Infinity };

const VALUES: Readonly<Record<string, unknown>> = {
  null: null,
  undefined: undefined,
  zero: 0,
  'minus zero': -0,
  'not a number': Number.NaN,
  infinity: Infinity,
  false: false,
  'the empty string': '',
  'text beyond ASCII': 'žluťoučký 🐎 \u0000 \ud800',
  'a big integer': 123_456_789_012_345_678_901n,
  'a date': new Date('2026-11-21T01:02:03.004Z'),
  'a buffer': Buffer.from([0, 1, 254, 255]),
  'an empty buffer': Buffer.alloc(0),
  'a map': new Map<unknown, unknown>([
    ['a', 1],
    [{ key: 'object' }, new Set([1, '1', 1n])],
  ]),
  'a set': new Set([undefined, null, 0, '']),
  'an array with holes filled': [1, undefined, [null], {}],
  'an object with undefined in it': { a: undefined, b: { c: new Date(0) } },
  'an object that looks like our own marks': { '~': ['date', 0], b: { '~': 1 } },
  'an object with a property __proto__': Object.fromEntries([['__proto__', { polluted: true }]]),
  'a list too large to be stored as it is': Array.from({ length: 1_000 }, (_, id) => ({
    id,
    text: `žluť 🐎 ${id}`,
  })),
  'a deep tree': { a: [{ b: [{ c: [{ d: 'e' }] }] }] },
};

/**
 * What every store of entries does, whatever it is made of.
 *
 * @param open gives an empty store; called before each test
 */
export function describeCacheStore(name: string, open: () => Promise<StoreUnderTest>): void {
  let subject: StoreUnderTest;

  function entry(key: string, value: unknown, ttlMs = 60_000): Entry {
    const { stamp } = subject;
    const expiresAtMs = performance.now() + ttlMs;
    return new Entry({ key, captured: capture(value), tags: ['tag'], ttlMs, expiresAtMs, stamp });
  }

  async function roundTrip(value: unknown): Promise<unknown> {
    await subject.store.set(entry('values:1', value));
    subject.forgetNear();
    const back = await subject.store.get('values:1');
    if (back === undefined) throw new Error('the store has lost the entry');
    return back.read();
  }

  describe(`a cache store (${name})`, () => {
    beforeEach(async () => {
      subject = await open();
    });

    it.each(Object.entries(VALUES))('gives back %s as it was', async (_name, value) => {
      expect(await roundTrip(value)).toStrictEqual(value);
    });

    it('gives back an invalid date as it was', async () => {
      expect(((await roundTrip(new Date(Number.NaN))) as Date).getTime()).toBeNaN();
    });

    it('gives back any mixture of them as it was', async () => {
      const anything = fc.anything({
        withBigInt: true,
        withDate: true,
        withMap: true,
        withSet: true,
        maxDepth: 3,
      });
      await fc.assert(
        fc.asyncProperty(anything, async (value) => {
          expect(inspect(await roundTrip(value), WHOLE)).toBe(inspect(value, WHOLE));
        }),
        { numRuns: 100 },
      );
    });

    it('knows a stored undefined from nothing stored', async () => {
      await subject.store.set(entry('values:1', undefined));
      expect(await subject.store.get('values:1')).toBeInstanceOf(Entry);
      expect(await subject.store.get('values:2')).toBeUndefined();
    });

    it('gives back tags and the remaining time', async () => {
      await subject.store.set(entry('values:1', 1, 60_000));
      subject.forgetNear();
      const back = await subject.store.get('values:1');
      expect(back?.tags).toEqual(['tag']);
      expect(back?.ttlMs).toBe(60_000);
      const remainingMs = (back?.expiresAtMs ?? 0) - performance.now();
      expect(remainingMs).toBeGreaterThan(50_000);
      expect(remainingMs).toBeLessThanOrEqual(60_001);
    });

    it('lets no caller change what another one gets', async () => {
      const value = {
        list: [1],
        at: new Date(0),
        map: new Map([['a', 1]]),
        bytes: Buffer.from('a'),
      };
      const mine = (await roundTrip(value)) as typeof value;
      mine.at.setTime(1);
      mine.map.set('b', 2);
      mine.bytes.write('b');
      expect(() => mine.list.push(2)).toThrow(TypeError);
      expect((await subject.store.get('values:1'))?.read()).toStrictEqual(value);
    });

    it('answers many keys in their order', async () => {
      await subject.store.set(entry('values:1', 1));
      await subject.store.set(entry('values:3', 3));
      subject.forgetNear();
      const back = await subject.store.getMany(['values:3', 'values:2', 'values:1']);
      expect(back.map((each) => each?.read())).toEqual([3, undefined, 1]);
      expect(await subject.store.getMany([])).toEqual([]);
    });

    it('replaces an entry', async () => {
      await subject.store.set(entry('values:1', 1));
      await subject.store.set(entry('values:1', 2));
      expect((await subject.store.get('values:1'))?.read()).toBe(2);
    });

    it('deletes by key, by pattern, and everything', async () => {
      for (const key of ['a:1', 'a:2', 'a:3', 'b:1']) await subject.store.set(entry(key, key));
      const left = async () => {
        subject.forgetNear();
        const entries = await subject.store.getMany(['a:1', 'a:2', 'a:3', 'b:1']);
        return entries.map((each) => each?.read());
      };
      await subject.store.delete(['a:1', 'none']);
      expect(await left()).toEqual([undefined, 'a:2', 'a:3', 'b:1']);
      await subject.store.deleteMatching('a:*');
      expect(await left()).toEqual([undefined, undefined, undefined, 'b:1']);
      await subject.store.clear();
      expect(await left()).toEqual([undefined, undefined, undefined, undefined]);
    });

    it('does not give back what has expired', async () => {
      await subject.store.set(entry('values:1', 1, 1));
      const expired = async (): Promise<boolean> =>
        (await subject.store.get('values:1')) === undefined;
      while (!(await expired())) await new Promise((resolve) => setImmediate(resolve));
      expect(await expired()).toBe(true);
    });
  });
}
