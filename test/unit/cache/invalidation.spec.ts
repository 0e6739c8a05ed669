import type { CacheService } from '@strata/cache';
import { controlled, openClocked } from './clocked-cache';

describe('an invalidation', () => {
  const ways: Record<string, (cache: CacheService) => Promise<void>> = {
    'by key': (cache) => cache.delete('users:1'),
    'by tag': (cache) => cache.deleteByTag(['team:7']),
    'by namespace': (cache) => cache.deleteByNamespace('users'),
    'by pattern': (cache) => cache.deleteByPattern('*:1'),
    'of everything': (cache) => cache.clear(),
    'by setting another value': (cache) => cache.set('users:1', 'set'),
  };

  it.each(Object.entries(ways))(
    '%s: a load that began before is never stored after it',
    async (_name, invalidate) => {
      const { cache } = openClocked();
      const { load, answers } = controlled<string>();
      const asked = cache.getOrSet('users:1', load, { tags: ['team:7'] });
      await new Promise((resolve) => setImmediate(resolve));
      await invalidate(cache);
      answers[0]?.resolve('old');
      await expect(asked).resolves.toBe('old');
      await expect(cache.get('users:1')).resolves.not.toBe('old');
    },
  );

  it.each(Object.entries(ways))(
    '%s: who comes after it does not join a load from before',
    async (_name, invalidate) => {
      const { cache } = openClocked();
      const { load, answers } = controlled<string>();
      const before = cache.getOrSet('users:1', load, { tags: ['team:7'] });
      await new Promise((resolve) => setImmediate(resolve));
      await invalidate(cache);
      const after = cache.getOrSet('users:1', () => 'new', { tags: ['team:7'] });
      await expect(after).resolves.not.toBe('old');
      answers[0]?.resolve('old');
      await before;
      await expect(cache.get('users:1')).resolves.not.toBe('old');
    },
  );

  it('of a tag that only the value tells is not overtaken by a load either', async () => {
    const { cache } = openClocked();
    const { load, answers } = controlled<{ team: string }>();
    const tags = ({ team }: { team: string }) => [`team:${team}`];
    const before = cache.getOrSet('users:1', load, { tags });
    await new Promise((resolve) => setImmediate(resolve));
    await cache.deleteByTag('team:7');
    await expect(cache.getOrSet('users:1', () => ({ team: '8' }), { tags })).resolves.toEqual({
      team: '8',
    });
    answers[0]?.resolve({ team: '7' });
    await before;
    await expect(cache.get('users:1')).resolves.toEqual({ team: '8' });
  });

  it('leaves others alone', async () => {
    const { cache } = openClocked();
    await cache.getOrSet('users:10', () => 'kept', { tags: ['team:70'] });
    await cache.invalidate({
      keys: ['users:1'],
      tags: ['team:7'],
      patterns: ['users:1'],
      namespaces: ['user'],
    });
    await expect(cache.get('users:10')).resolves.toBe('kept');
  });

  it('waits for the commit, and does not happen after a rollback', async () => {
    const hooks: (() => void | Promise<void>)[] = [];
    const afterCommit = (hook: () => void | Promise<void>) =>
      Promise.resolve(void hooks.push(hook));
    const { cache } = openClocked({ afterCommit });
    await cache.getOrSet('users:1', () => 'old');
    await cache.delete('users:1');
    await expect(cache.get('users:1')).resolves.toBe('old');
    await hooks[0]?.();
    await expect(cache.get('users:1')).resolves.toBeUndefined();
  });

  it('refuses a name that could not be a key', async () => {
    const { cache } = openClocked();
    await expect(cache.delete('')).rejects.toThrow('cache key');
    await expect(cache.deleteByNamespace('users:*')).rejects.toThrow('namespace');
  });
});
