import { Injectable, Module, SetMetadata } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { cacheKey } from '../cache-key';
import { CacheModule } from '../cache.module';
import type { CacheOptions } from '../cache.options';
import { CacheService } from '../cache.service';
import { Cached } from './cached';
import { InvalidatesCache } from './invalidates-cache';

interface Profile {
  readonly id: string;
  readonly visits: number;
}

@Injectable()
class Profiles {
  visits = 0;

  @Cached({ key: (id: string) => cacheKey('profiles', id), ttlSeconds: 60 })
  async find(id: string): Promise<Profile> {
    return Promise.resolve({ id, visits: ++this.visits });
  }

  @Cached({
    key: (id: string) => cacheKey('daily', id),
    ttl: (profile: Profile, id: string) => (id === 'volatile' ? 0 : profile.visits),
    tags: (profile: Profile, id: string) => [`visits:${profile.visits}`, `id:${id}`],
  })
  async daily(id: string): Promise<Profile> {
    return Promise.resolve({ id, visits: ++this.visits });
  }

  @Cached({
    key: (id: string) => cacheKey('guarded', id),
    ttlSeconds: 10,
    staleIfErrorSeconds: 600,
    bypass: (_id: string, how?: string) => how === 'bypass',
    refresh: (_id: string, how?: string) => how === 'refresh',
  })
  async guarded(id: string, how?: string): Promise<Profile> {
    await Promise.resolve();
    if (how === 'fail') throw new Error('database down');
    return { id, visits: ++this.visits };
  }

  @Cached({ key: ({ id }: { readonly id: string }) => cacheKey('found', id) })
  async findBy({ id }: { readonly id: string }): Promise<string> {
    return Promise.resolve(id);
  }

  @InvalidatesCache({ keys: (keys: string[]) => keys })
  async removeAll(keys: string[]): Promise<void> {
    keys.length = 0;
    return Promise.resolve();
  }

  @SetMetadata('kept', 'metadata')
  @InvalidatesCache({
    keys: (id: string) => cacheKey('profiles', id),
    tags: (id: string) => [`id:${id}`],
  })
  @SetMetadata('below', 'metadata')
  async update(_id: string, fail = false): Promise<string> {
    await Promise.resolve();
    if (fail) throw new Error('connection lost during commit');
    return 'done';
  }
}

@Injectable()
class SpecialProfiles extends Profiles {}

@Module({ providers: [Profiles, SpecialProfiles], exports: [Profiles, SpecialProfiles] })
class ProfilesModule {}

async function open(options: CacheOptions = {}) {
  const module = await Test.createTestingModule({
    imports: [CacheModule.forRootAsync({ useFactory: () => options }), ProfilesModule],
  }).compile();
  await module.init();
  return { profiles: module.get(Profiles), special: module.get(SpecialProfiles), module };
}

it('caches what a method resolves to, by its arguments', async () => {
  const { profiles } = await open();
  await profiles.find('1');
  await expect(profiles.find('1')).resolves.toEqual({ id: '1', visits: 1 });
  await expect(profiles.find('2')).resolves.toEqual({ id: '2', visits: 2 });
});

it('works for classes that inherit the method', async () => {
  const { special } = await open();
  await special.find('1');
  await expect(special.find('1')).resolves.toEqual({ id: '1', visits: 1 });
});

it('gives value and arguments to the functions for the time to live and the tags', async () => {
  const { profiles, module } = await open();
  await profiles.daily('volatile');
  await expect(profiles.daily('volatile')).resolves.toMatchObject({ visits: 2 });
  await expect(profiles.daily('1')).resolves.toMatchObject({ visits: 3 });
  await module.get(CacheService).deleteByTag('visits:3');
  await expect(profiles.daily('1')).resolves.toMatchObject({ visits: 4 });
});

it('passes all options on: windows, bypass and refresh', async () => {
  const { profiles } = await open();
  await profiles.guarded('1');
  const later = performance.now() + 60_000;
  jest.spyOn(performance, 'now').mockReturnValue(later);
  await expect(profiles.guarded('1', 'fail')).resolves.toMatchObject({ visits: 1 });
  await expect(profiles.guarded('1', 'bypass')).resolves.toMatchObject({ visits: 2 });
  await expect(profiles.guarded('1', 'fail')).resolves.toMatchObject({ visits: 1 });
  await expect(profiles.guarded('1', 'refresh')).resolves.toMatchObject({ visits: 3 });
  jest.restoreAllMocks();
});

it('invalidates when a method has ended', async () => {
  const { profiles } = await open();
  await profiles.find('1');
  await profiles.daily('1');
  await expect(profiles.update('1')).resolves.toBe('done');
  await expect(profiles.find('1')).resolves.toMatchObject({ visits: 3 });
  await expect(profiles.daily('1')).resolves.toMatchObject({ visits: 4 });
});

it('invalidates also when a method fails, for it may have changed something', async () => {
  const { profiles } = await open();
  await profiles.find('1');
  await expect(profiles.update('1', true)).rejects.toThrow('connection lost during commit');
  await expect(profiles.find('1')).resolves.toMatchObject({ visits: 2 });
});

it('waits for the commit of a transaction', async () => {
  const hooks: (() => void | Promise<void>)[] = [];
  const { profiles } = await open({
    afterCommit: (hook) => Promise.resolve(void hooks.push(hook)),
  });
  await profiles.find('1');
  await profiles.update('1');
  await expect(profiles.find('1')).resolves.toMatchObject({ visits: 1 });
  await hooks[0]?.();
  await expect(profiles.find('1')).resolves.toMatchObject({ visits: 2 });
});

it('calls through where there is no cache', async () => {
  const profiles = new Profiles();
  await profiles.find('1');
  await expect(profiles.find('1')).resolves.toMatchObject({ visits: 2 });
  await expect(profiles.update('1')).resolves.toBe('done');
  const module = await Test.createTestingModule({ providers: [Profiles] }).compile();
  await module.get(Profiles).find('1');
  await expect(module.get(Profiles).find('1')).resolves.toMatchObject({ visits: 2 });
});

it("keeps a method's name and metadata", () => {
  const method: object = Object.getOwnPropertyDescriptor(Profiles.prototype, 'update')
    ?.value as object;
  expect(Reflect.getMetadata('kept', method)).toBe('metadata');
  expect(Reflect.getMetadata('below', method)).toBe('metadata');
  expect(method).toHaveProperty('name', 'update');
});

it('rejects, and never throws at once, when no key can be made of the arguments', async () => {
  const { profiles } = await open();
  const found = profiles.findBy(undefined as never);
  await expect(found).rejects.toThrow(TypeError);
});

it('invalidates what the arguments named before the method changed them', async () => {
  const { profiles } = await open();
  await profiles.find('1');
  await profiles.removeAll([cacheKey('profiles', '1')]);
  await expect(profiles.find('1')).resolves.toMatchObject({ visits: 2 });
});
