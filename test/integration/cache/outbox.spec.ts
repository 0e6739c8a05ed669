import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { Injectable } from '@nestjs/common';
import { InvalidatesCache, type CacheOptions } from '@strata/cache';
import { Database } from '@strata/database';
import { eventually } from '../../support/eventually';
import { FaultProxy } from '../../support/fault-proxy/fault-proxy';
import { RedisServer } from '../../support/redis/redis-server';
import { createTestDatabase, type TestDatabase } from '../../support/test-database';
import { patientRedis } from './open-cache';
import { openOutboxApp, type OutboxApp } from './outbox-app';

@Injectable()
class Users {
  constructor(private readonly database: Database) {}

  @InvalidatesCache({ keys: () => 'users:1' })
  async rename(): Promise<void> {
    await this.database.write((manager) => manager.query('SELECT * FROM no_such_table'));
  }
}

let redis: RedisServer;
let database: TestDatabase;
const open: { close(): Promise<void> }[] = [];
let spaces = 0;

beforeAll(async () => {
  [redis, database] = await Promise.all([RedisServer.start(), createTestDatabase()]);
});

afterEach(async () => {
  // The proxies last: a cache that cannot say goodbye waits for its time-outs.
  for (const each of open.splice(0).reverse()) await each.close();
});

afterAll(async () => {
  await Promise.all([redis.stop(), database.drop()]);
});

async function start(options: CacheOptions, databaseUrl = database.url): Promise<OutboxApp> {
  const app = await openOutboxApp(databaseUrl, options, [Users]);
  open.push(app);
  return app;
}

async function proxyTo(url: string): Promise<FaultProxy> {
  const proxy = await FaultProxy.start(url);
  open.push(proxy);
  return proxy;
}

const nextSpace = (): string => `outbox-${++spaces}`;

async function connected({ cache }: OutboxApp): Promise<void> {
  await eventually(() => expect(cache.stats().redis.state).toBe('connected'));
}

async function cached({ cache }: OutboxApp, value: unknown): Promise<void> {
  await eventually(async () => expect(await cache.get('users:1')).toBe(value));
}

describe('an invalidation inside a transaction', () => {
  it('is stored with it, takes effect after commit, and is removed once published', async () => {
    const namespace = nextSpace();
    const a = await start({ namespace, redis: patientRedis(redis.url) });
    const b = await start({ namespace, redis: patientRedis(redis.url) });
    await Promise.all([connected(a), connected(b)]);
    await a.cache.set('users:1', 'old');
    await cached(b, 'old');
    await a.unitOfWork.transaction(async () => {
      await a.cache.delete('users:1');
      await expect(a.waiting()).resolves.toBe(1);
      await expect(b.cache.get('users:1')).resolves.toBe('old');
    });
    await cached(b, undefined);
    await eventually(async () => expect(await b.waiting()).toBe(0));
  });

  it('leaves nothing behind, and invalidates nothing, when that is rolled back', async () => {
    const a = await start({ namespace: nextSpace(), redis: patientRedis(redis.url) });
    await connected(a);
    await a.cache.set('users:1', 'old');
    const { invalidations } = a.cache.stats();
    const work = a.unitOfWork.transaction(async () => {
      await a.cache.delete('users:1');
      throw new Error('changed my mind');
    });
    await expect(work).rejects.toThrow('changed my mind');
    await expect(a.waiting()).resolves.toBe(0);
    await expect(a.cache.get('users:1')).resolves.toBe('old');
    expect(a.cache.stats().invalidations).toBe(invalidations);
  });

  it("does not hide a failing method's error behind that of its lost transaction", async () => {
    const a = await start({ namespace: nextSpace(), redis: patientRedis(redis.url) });
    const users = a.get(Users);
    const work = a.unitOfWork.transaction(() => users.rename());
    await expect(work).rejects.toThrow('no_such_table');
  });

  it('reaches other processes although the writer is killed before it can publish', async () => {
    const namespace = nextSpace();
    const toDatabase = await proxyTo(database.url);
    const reader = await start({ namespace, redis: patientRedis(redis.url) }, toDatabase.url);
    await connected(reader);
    const sql = (text: string) => reader.database.write((m) => m.query<{ value: string }[]>(text));
    await sql('CREATE TABLE source (value text)');
    await sql(`INSERT INTO source VALUES ('old')`);
    const read = () =>
      reader.cache.getOrSet(
        'users:1',
        async () => (await sql('SELECT value FROM source'))[0]?.value,
      );
    await expect(read()).resolves.toBe('old');
    // The reader does not find it in the outbox yet.
    await toDatabase.freeze();
    await expect(runDyingWriter(namespace)).resolves.toBe('SIGKILL');
    await expect(read()).resolves.toBe('old');
    await toDatabase.pass();
    await eventually(async () => expect(await read()).toBe('new'));
    await eventually(async () => expect(await reader.waiting()).toBe(0));
  });
});

async function runDyingWriter(namespace: string): Promise<NodeJS.Signals | null> {
  const hook = join(__dirname, '../../support/typescript-hook.js');
  const script = join(__dirname, 'dying-writer.ts');
  const child = spawn(process.execPath, ['-r', hook, script, database.url, redis.url, namespace], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
  const [, signal] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null];
  expect(output).toBe('committed\n');
  return signal;
}

describe('while Redis is away', () => {
  it('an invalidation lies in the outbox, and is applied by others before they trust Redis again', async () => {
    const namespace = nextSpace();
    const toWriter = await proxyTo(redis.url);
    const toReader = await proxyTo(redis.url);
    const writer = await start({
      namespace,
      redis: { url: toWriter.url, commandTimeoutMs: 5_000 },
    });
    const reader = await start({
      namespace,
      redis: { url: toReader.url, commandTimeoutMs: 5_000 },
    });
    await Promise.all([connected(writer), connected(reader)]);
    await writer.cache.set('users:1', 'old');
    await cached(reader, 'old');
    await Promise.all([toWriter.refuse(), toReader.refuse()]);
    await writer.unitOfWork.transaction(() => writer.cache.delete('users:1'));
    await expect(writer.waiting()).resolves.toBe(1);
    await toReader.pass();
    await connected(reader);
    // The old value still lies in Redis; the writer has not been there since. What memory has is served until the
    // new connection has caught up.
    await eventually(async () =>
      expect(await reader.cache.getOrSet('users:1', () => 'new')).toBe('new'),
    );
    await eventually(async () => expect(await reader.waiting()).toBe(0));
  });

  it('memory learns from the outbox what others have invalidated', async () => {
    const namespace = nextSpace();
    const proxy = await proxyTo(redis.url);
    const options = { namespace, l1MaxStaleMs: 60_000, redis: { url: proxy.url } };
    const writer = await start(options);
    const reader = await start(options);
    await Promise.all([connected(writer), connected(reader)]);
    await reader.cache.set('users:1', 'old');
    await proxy.refuse();
    // Outside a transaction: the log cannot take it, so that it is stored.
    await writer.cache.delete('users:1');
    await eventually(async () => expect(await writer.waiting()).toBe(1));
    await cached(reader, undefined);
    await reader.cache.getOrSet('users:1', () => 'new');
    const loads = reader.cache.stats().loads;
    await expect(reader.cache.getOrSet('users:1', () => 'newer')).resolves.toBe('new');
    expect(reader.cache.stats().loads).toBe(loads);
  });

  it('memory stays in use for entries no older than l1MaxStaleMs as long as the outbox is read', async () => {
    const proxy = await proxyTo(redis.url);
    const app = await start({
      namespace: nextSpace(),
      l1MaxStaleMs: 3_000,
      redis: { url: proxy.url },
    });
    await connected(app);
    await proxy.refuse();
    await eventually(() => expect(app.cache.stats().coherence.trusted).toBe(false));
    let loads = 0;
    const read = () => app.cache.getOrSet('users:1', () => ++loads);
    // Twice within its age: the second answer comes from memory, until the entry is too old.
    await eventually(async () => expect(await read()).toBe(await read()));
    const before = loads;
    await eventually(async () => expect(await read()).toBeGreaterThan(before));
  });

  it('keeps the table small however much is invalidated', async () => {
    const proxy = await proxyTo(redis.url);
    await proxy.refuse();
    const namespace = nextSpace();
    const app = await start({ namespace, redis: { url: proxy.url } });
    const fill = `INSERT INTO public.cache_invalidations (namespace, names)
      SELECT $1, '{"k":["users:' || n || '"]}' FROM generate_series(1, 10001) AS n`;
    await app.database.write((manager) => manager.query(fill, [namespace]));
    await eventually(async () => expect(await app.waiting()).toBe(1));
  });
});

it('a database that does not answer neither fails nor delays the cache', async () => {
  const proxy = await proxyTo(database.url);
  const app = await start({ namespace: nextSpace(), redis: patientRedis(redis.url) }, proxy.url);
  await connected(app);
  await proxy.refuse();
  await app.cache.set('users:1', 'old');
  await app.cache.delete('users:1');
  await expect(app.cache.getOrSet('users:1', () => 'new')).resolves.toBe('new');
  await eventually(() => expect(app.cache.stats().errors).toBeGreaterThan(0));
  expect(app.cache.stats().coherence.trusted).toBe(true);
  await proxy.pass();
});
