import { controlled, openClocked } from './clocked-cache';

describe('getOrSetMany', () => {
  it('calls the loader once with all keys that are missing, and keeps the order of the keys', async () => {
    const { cache } = openClocked();
    await cache.getOrSet('users:2', () => 'cached');
    const load = jest.fn((missing: readonly string[]) => new Map(missing.map((key) => [key, key])));
    const users = await cache.getOrSetMany(['users:1', 'users:2', 'users:3', 'users:1'], load);
    expect([...users]).toEqual([
      ['users:1', 'users:1'],
      ['users:2', 'cached'],
      ['users:3', 'users:3'],
    ]);
    expect(load).toHaveBeenCalledTimes(1);
    expect(load.mock.calls[0]?.[0]).toEqual(['users:1', 'users:3']);
  });

  it('caches the absence of what the loader does not know', async () => {
    const { cache } = openClocked();
    const load = jest.fn(() => new Map<string, string>());
    await expect(cache.getOrSetMany(['users:1'], load)).resolves.toEqual(
      new Map([['users:1', undefined]]),
    );
    await cache.getOrSetMany(['users:1'], load);
    expect(load).toHaveBeenCalledTimes(1);
  });

  it('joins loads that are under way, in both directions', async () => {
    const { cache } = openClocked();
    const one = controlled<string>();
    const single = cache.getOrSet('users:1', one.load);
    const many = controlled<Map<string, string>>();
    const batch = cache.getOrSetMany(['users:1', 'users:2'], many.load);
    const other = cache.getOrSet('users:2', () => 'not called');
    await new Promise((resolve) => setImmediate(resolve));
    one.answers[0]?.resolve('Ada');
    many.answers[0]?.resolve(new Map([['users:2', 'Bea']]));
    await expect(single).resolves.toBe('Ada');
    await expect(other).resolves.toBe('Bea');
    await expect(batch).resolves.toEqual(
      new Map([
        ['users:1', 'Ada'],
        ['users:2', 'Bea'],
      ]),
    );
  });

  it("passes on the loader's failure and leaves nothing unhandled", async () => {
    const { cache } = openClocked();
    const keys = ['users:1', 'users:2', 'users:3'];
    const load = () => Promise.reject(new Error('database down'));
    await expect(cache.getOrSetMany(keys, load)).rejects.toThrow('database down');
    await expect(cache.get('users:2')).resolves.toBeUndefined();
  });

  it.each([false, true])('does not call the loader for no keys; bypass: %s', async (bypass) => {
    const { cache } = openClocked();
    const load = jest.fn(() => new Map<string, string>());
    await expect(cache.getOrSetMany([], load, { bypass })).resolves.toEqual(new Map());
    expect(load).not.toHaveBeenCalled();
  });

  it('asks for each key once past the cache, too', async () => {
    const { cache } = openClocked();
    const load = jest.fn((missing: readonly string[]) => new Map(missing.map((key) => [key, key])));
    await cache.getOrSetMany(['users:1', 'users:2', 'users:1'], load, { bypass: true });
    expect(load.mock.calls[0]?.[0]).toEqual(['users:1', 'users:2']);
  });
});
