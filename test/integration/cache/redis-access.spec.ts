import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SharedCounters, SharedMarks } from '@strata/cache';
import { testVariable } from '../../support/environment';
import { ownPort } from '../../support/own-port';
import { command, RedisCluster } from '../../support/redis/redis-cluster';
import { RedisServer } from '../../support/redis/redis-server';
import { CertificateAuthority } from '../../support/tls/certificate-authority';
import { eventually } from '../../support/eventually';
import { closeCaches, connected, openCache, patientRedis, setShared, shared } from './open-cache';

/** As the library's README gives it. */
const RULES =
  '~app:* ~{app}:* ~app-manager:* ~app/counts:* ~app/marks:* resetchannels &{app}:loads -@all +get +mget +set +del +unlink +incr +pttl +scan +eval +info ' +
  '+hmget +hget +hset +hincrby +xadd +xrange +xread +exists +pexpire +publish +subscribe +unsubscribe +ping +select +client|setname +cluster|slots';

afterEach(closeCaches);

/** Everything that the cache does with Redis, once. */
async function useAll(url: string): Promise<void> {
  const one = await openCache({ namespace: 'app', redis: patientRedis(url) });
  const other = await openCache({ namespace: 'app', redis: patientRedis(url) });
  await connected(one);
  await connected(other);
  const errors: unknown[] = [];
  for (const { events } of [one, other]) events.on('error', ({ error }) => void errors.push(error));
  await one.cache.set('users:1', 'Ada', { tags: ['team'] });
  await shared(other, 'users:1', 'Ada');
  await other.cache.getOrSetMany(['users:2', 'users:3'], () => new Map([['users:2', 'Bea']]));
  await other.cache.deleteByTag('team');
  await eventually(async () => expect(await one.cache.get('users:1')).toBeUndefined());
  await one.cache.delete('users:2');
  await one.cache.deleteByPattern('users:*');
  await one.cache.invalidate({ namespaces: ['users'] });
  await one.cache.clear();
  await one.manager.set('a', { x: 1 });
  await expect(other.manager.mget(['a', 'b'])).resolves.toEqual([{ x: 1 }, undefined]);
  expect(await one.manager.ttl('a')).toBeGreaterThan(0);
  await one.manager.del('a');
  await one.manager.clear();
  expect(await one.get(SharedCounters).add('a', 60_000)).toMatchObject({ count: 1 });
  const marks = one.get(SharedMarks);
  await marks.set('a', 60_000);
  await expect(Promise.all([marks.has('a'), marks.has('b')])).resolves.toEqual([true, false]);
  await one.cache.clear();
  await expect(other.get(SharedMarks).has('a')).resolves.toBe(true);
  expect(errors).toEqual([]);
}

describe('a user with no more rights than the README names', () => {
  it('is enough for everything, on one server and in a cluster', async () => {
    const server = await RedisServer.start();
    const cluster = await RedisCluster.start();
    try {
      for (const each of [server, ...cluster.masters]) {
        await command(each, 'ACL', 'SETUSER', 'strata', 'on', '>p@ss', ...RULES.split(' '));
        await command(each, 'ACL', 'SETUSER', 'default', 'off');
      }
      const login = 'strata:p%40ss@';
      await useAll(server.url.replace('//', `//${login}`));
      await useAll(cluster.url.replace('//', `//${login}`));
    } finally {
      await closeCaches();
      await server.stop();
      await cluster.stop();
    }
  });
});

describe('a wrong password', () => {
  it('changes no answer, is told once by each connection, and ends when the password is right', async () => {
    const server = await RedisServer.start();
    try {
      const url = server.url.replace('//', '//:wrong@');
      await command(server, 'CONFIG', 'SET', 'requirepass', 'right');
      const opened = await openCache({ redis: { url } });
      const told: unknown[] = [];
      opened.events.on('error', ({ error }) => void told.push(error));
      await expect(opened.cache.getOrSet('users:1', () => 'Ada')).resolves.toBe('Ada');
      expect(opened.cache.stats().redis.state).toBe('unavailable');
      const admin = { url: server.url.replace('//', '//:right@') } as RedisServer;
      await command(admin, 'CONFIG', 'SET', 'requirepass', 'wrong');
      await connected(opened);
      expect(told.length).toBeLessThanOrEqual(2);
      expect(told.map(String).join()).not.toContain('wrong');
    } finally {
      await closeCaches();
      await server.stop();
    }
  });
});

describe('a connection by TLS', () => {
  let server: RedisServer;
  let url: string;
  const authority = new CertificateAuthority();

  beforeAll(async () => {
    const { certificate, key } = authority.issue();
    const file = async (name: string, text: string): Promise<string> => {
      const path = join(testVariable('TEST_RUN_DIR'), `cache-tls-${name}.pem`);
      await writeFile(path, text);
      return path;
    };
    const port = await ownPort();
    const settings = {
      '--tls-port': String(port),
      '--tls-cert-file': await file('certificate', certificate),
      '--tls-key-file': await file('key', key),
      '--tls-ca-cert-file': await file('authority', authority.certificate),
      '--tls-auth-clients': 'no',
    };
    server = await RedisServer.start({ settings: Object.entries(settings).flat() });
    url = `rediss://127.0.0.1:${port}`;
  });

  afterAll(() => server.stop());

  it('is made to a server whose authority is known', async () => {
    const redis = { ...patientRedis(url), tls: { ca: authority.certificate } };
    const one = await openCache({ redis });
    const other = await openCache({ redis });
    await connected(one);
    await connected(other);
    await setShared(one, other, 'users:1', 'Ada');
  });

  it('is not made to a server of another authority; answers come from the loader', async () => {
    const tls = { ca: new CertificateAuthority().certificate };
    const opened = await openCache({ redis: { url, tls } });
    await expect(opened.cache.getOrSet('users:1', () => 'loaded')).resolves.toBe('loaded');
    expect(opened.cache.stats().redis.state).toBe('unavailable');
  });
});

describe('redis.maxConnections', () => {
  const clients = async (server: RedisServer): Promise<number> => {
    const list = await command(server, 'CLIENT', 'LIST');
    return list.split('\n').filter((line) => /name=(cache-|strata-)/.test(line)).length;
  };

  it('is never exceeded, whatever is cut and made anew', async () => {
    const server = await RedisServer.start();
    try {
      const opened = await openCache({ redis: { ...patientRedis(server.url), maxConnections: 2 } });
      await connected(opened);
      for (let round = 0; round < 10; round++) {
        await command(server, 'CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes');
        expect(await clients(server)).toBeLessThanOrEqual(2);
        await connected(opened);
        expect(await clients(server)).toBeLessThanOrEqual(2);
      }
    } finally {
      await closeCaches();
      await server.stop();
    }
  });

  it('leaves masters of a cluster without a connection; what lies there is loaded', async () => {
    const cluster = await RedisCluster.start();
    try {
      const redis = { ...patientRedis(cluster.url), maxConnections: 4 };
      const opened = await openCache({ redis });
      await eventually(async () => {
        const counts = await Promise.all(cluster.masters.map(clients));
        expect(counts.reduce((sum, count) => sum + count, 0)).toBeGreaterThanOrEqual(3);
      });
      for (let index = 0; index < 40; index++) {
        await expect(opened.cache.getOrSet(`users:${index}`, () => index)).resolves.toBe(index);
      }
      const counts = await Promise.all(cluster.masters.map(clients));
      expect(counts.reduce((sum, count) => sum + count, 0)).toBeLessThanOrEqual(4);
    } finally {
      await closeCaches();
      await cluster.stop();
    }
  });
});
