import { type CacheOptions, InvalidCacheKeyError } from '@strata/cache';
import { Fences } from '../../../libs/cache/src/coherence/fences';
import { openCache } from './test-cache';

function broken(): never {
  throw new Error('broken');
}

describe('what a function of the application throws', () => {
  const functions = ['bypass', 'insideTransaction', 'endpoint'] as const;

  it.each(functions)('in `%s` rejects the call, and never throws at once', async (name) => {
    let call = (): never | undefined => undefined;
    const options = { [name]: () => call() } as CacheOptions;
    const { cache } = openCache(options);
    await cache.getOrSet('users:1', () => 'Ada');
    call = broken;
    const asked = cache.getOrSet('users:1', () => 'Bea');
    await expect(asked).rejects.toThrow('broken');
  });
});

describe('what callers without types pass', () => {
  it.each([undefined, null, 7])('as a key is refused by a rejection: %s', async (key) => {
    const { cache } = openCache();
    const asked = cache.getOrSet(key as never, () => 'Ada');
    await expect(asked).rejects.toThrow(InvalidCacheKeyError);
    await expect(cache.set(key as never, 'Ada')).rejects.toThrow(InvalidCacheKeyError);
  });

  it.each([
    ['null', [null]],
    ['no list', 'team'],
    ['a line break', ['team\n7']],
    ['null, by the value', () => [null]],
  ])('as a tag fails the load, and nothing else: %s', async (_name, tags) => {
    const { cache } = openCache();
    const asked = cache.getOrSet('users:1', () => 'Ada', { tags } as never);
    await expect(asked).rejects.toThrow(/cache key|not a function/);
    await expect(cache.getOrSet('users:1', () => 'Bea')).resolves.toBe('Bea');
  });
});

describe('a list that its owner changes later', () => {
  it('is invalidated as it was', async () => {
    const commits: (() => void | Promise<void>)[] = [];
    const { cache } = openCache({
      afterCommit: (hook) => Promise.resolve(void commits.push(hook)),
    });
    await cache.getOrSet('users:1', () => 'Ada', { tags: ['team:7'] });
    const lists = [['users:1'], ['team:7']];
    await cache.delete(lists[0] ?? []);
    await cache.deleteByTag(lists[1] ?? []);
    for (const list of lists) list.length = 0;
    const raised = jest.spyOn(Fences.prototype, 'raise');
    for (const commit of commits) await commit();
    expect(raised.mock.calls).toMatchObject([[{ keys: ['users:1'] }], [{ tags: ['team:7'] }]]);
    await expect(cache.get('users:1')).resolves.toBeUndefined();
  });
});
