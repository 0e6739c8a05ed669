import { CacheService, type EntryOptions, LoadTimeoutError } from '@strata/cache';
import { openCache, passSeconds, TestLoader } from './test-cache';

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

const KEY = 'users:1';

function asking(cache: CacheService, options: EntryOptions<string>) {
  const loader = new TestLoader<string>();
  return { loader, ask: () => cache.resolve(KEY, loader.load, { ttlSeconds: 60, ...options }) };
}

describe('the hard timeout', () => {
  it('aborts the load and gives all its callers a typed error', async () => {
    const { cache } = openCache();
    const { ask, loader } = asking(cache, { hardTimeoutMs: 500 });
    const failed = [ask(), ask()].map((asked) => expect(asked).rejects.toThrow(LoadTimeoutError));
    await passSeconds(0.499);
    const [context] = loader.contexts;
    expect(context?.signal.aborted).toBe(false);
    await passSeconds(0.001);
    expect(context?.signal.aborted).toBe(true);
    expect(context?.signal.reason).toBeInstanceOf(LoadTimeoutError);
    await Promise.all(failed);
    expect(loader.calls).toBe(1);
    expect(cache.stats()).toMatchObject({ loadFailures: 1 });
  });

  it('is told to the loader as a moment', async () => {
    const { cache } = openCache();
    const { ask, loader } = asking(cache, { hardTimeoutMs: 500 });
    const asked = ask();
    await passSeconds(0);
    expect(loader.contexts[0]?.deadlineMs).toBe(performance.now() + 500);
    await loader.give('value');
    await asked;
    await passSeconds(1);
    expect(loader.contexts[0]?.signal.aborted).toBe(false);
  });

  it('gives the typed error also where the loader throws another one when it is aborted', async () => {
    const { cache } = openCache();
    const load = ({ signal }: { signal: AbortSignal }) =>
      new Promise<string>((_resolve, reject) => {
        signal.addEventListener('abort', () => reject(new Error('query cancelled')));
      });
    const failed = expect(cache.getOrSet(KEY, load, { hardTimeoutMs: 500 })).rejects.toMatchObject({
      code: 'CACHE_LOAD_TIMEOUT',
    });
    await passSeconds(0.5);
    await failed;
  });

  it('drops what the load gives afterwards, and lets others load', async () => {
    const { cache } = openCache();
    const { ask, loader } = asking(cache, { hardTimeoutMs: 500 });
    const failed = expect(ask()).rejects.toThrow(LoadTimeoutError);
    await passSeconds(0.5);
    await failed;
    await loader.give('late');
    await expect(cache.get(KEY)).resolves.toBeUndefined();
    await expect(cache.getOrSet(KEY, () => 'new')).resolves.toBe('new');
  });

  it('lets a value that has expired stand in', async () => {
    const { cache } = openCache();
    const { ask } = asking(cache, { hardTimeoutMs: 500, staleIfErrorSeconds: 30 });
    await cache.set(KEY, 'old', { ttlSeconds: 60, staleIfErrorSeconds: 30 });
    await passSeconds(60);
    const asked = ask();
    await passSeconds(0.5);
    await expect(asked).resolves.toMatchObject({ value: 'old', source: 'stale' });
  });

  it('is a minute where nobody has named one, and none where it is 0', async () => {
    const { cache } = openCache();
    const usual = new TestLoader<string>();
    const unlimited = new TestLoader<string>();
    const failed = expect(cache.getOrSet('a:1', usual.load)).rejects.toThrow(LoadTimeoutError);
    const asked = cache.getOrSet('a:2', unlimited.load, { hardTimeoutMs: 0 });
    await passSeconds(60);
    await failed;
    expect(unlimited.contexts[0]?.deadlineMs).toBe(Infinity);
    await unlimited.give('late');
    await expect(asked).resolves.toBe('late');
  });

  it('bounds batches, and loads past the cache', async () => {
    const { cache } = openCache({ hardTimeoutMs: 500 });
    const hang = () => new Promise<never>(() => undefined);
    const failed = [
      cache.getOrSetMany(['a:1', 'a:2'], hang),
      cache.getOrSet('a:3', hang, { bypass: true }),
      cache.getOrSetMany(['a:1'], hang, { bypass: true }),
    ].map((asked) => expect(asked).rejects.toThrow(LoadTimeoutError));
    await passSeconds(0.5);
    await Promise.all(failed);
  });
});

describe('the soft timeout', () => {
  const OPTIONS = { softTimeoutMs: 100, staleIfErrorSeconds: 30 };

  it('gives callers a value that has expired while the load goes on', async () => {
    const { cache, told } = openCache();
    const { ask, loader } = asking(cache, OPTIONS);
    await cache.set(KEY, 'old', { ttlSeconds: 60, ...OPTIONS });
    await passSeconds(60);
    const asked = ask();
    await passSeconds(0.1);
    await expect(asked).resolves.toMatchObject({ value: 'old', source: 'stale' });
    expect(told).toEqual(['stale: timeout']);
    expect(loader.contexts[0]?.signal.aborted).toBe(false);
    await loader.give('new');
    await expect(ask()).resolves.toMatchObject({ value: 'new', source: 'memory' });
    expect(loader.calls).toBe(1);
  });

  it('gives the fresh value where the load is quick enough', async () => {
    const { cache } = openCache();
    const { ask, loader } = asking(cache, OPTIONS);
    await cache.set(KEY, 'old', { ttlSeconds: 60, ...OPTIONS });
    await passSeconds(60);
    const asked = ask();
    await passSeconds(0.099);
    await loader.give('new');
    await expect(asked).resolves.toMatchObject({ value: 'new', source: 'load' });
  });

  it('lets callers wait where there is nothing to stand in, or it was invalidated', async () => {
    const { cache } = openCache();
    const { ask, loader } = asking(cache, OPTIONS);
    await cache.set(KEY, 'old', { ttlSeconds: 60, ...OPTIONS });
    await passSeconds(60);
    const asked = ask();
    await cache.delete(KEY);
    await passSeconds(5);
    await loader.give('late');
    await expect(asked).resolves.toMatchObject({ value: 'late', source: 'load' });
  });

  it('tells the error as an event when the load fails later', async () => {
    const { cache, told } = openCache();
    const { ask, loader } = asking(cache, OPTIONS);
    await cache.set(KEY, 'old', { ttlSeconds: 60, ...OPTIONS });
    await passSeconds(60);
    const asked = ask();
    await passSeconds(0.1);
    await asked;
    await loader.fail();
    expect(told).toEqual(['stale: timeout', 'error: load']);
  });
});

describe('absence', () => {
  it('has a time to live of its own', async () => {
    const { cache } = openCache({ absenceTtlSeconds: 5 });
    const load = jest.fn(() => null);
    const ask = () => cache.getOrSet(KEY, load, { ttlSeconds: 60 });
    await ask();
    await passSeconds(4);
    await ask();
    expect(load).toHaveBeenCalledTimes(1);
    await passSeconds(1);
    await ask();
    expect(load).toHaveBeenCalledTimes(2);
  });

  it.each([
    ['by the call', { absenceTtlSeconds: 0 }],
    ['by the function for the time to live', { ttl: () => 0, absenceTtlSeconds: 60 }],
  ])('is not kept when that is forbidden %s', async (_name, options) => {
    const { cache } = openCache({ absenceTtlSeconds: 5 });
    await cache.getOrSet(KEY, () => undefined, options);
    await expect(cache.entry(KEY)).resolves.toBeUndefined();
  });
});
