import { createClient } from 'redis';
import { withClient } from '../../support/database-url';
import { eventually } from '../../support/eventually';
import { FaultProxy } from '../../support/fault-proxy/fault-proxy';
import { askRedis } from '../../support/redis/redis-query';
import { createTestDatabase, type TestDatabase } from '../../support/test-database';
import { testRedisUrl } from '../../support/test-redis';

describe('FaultProxy in front of PostgreSQL', () => {
  let database: TestDatabase;
  let proxy: FaultProxy;

  beforeAll(async () => {
    database = await createTestDatabase({ migrated: false });
  });

  beforeEach(async () => {
    proxy = await FaultProxy.start(database.url);
  });

  afterEach(async () => {
    await proxy.close();
  });

  afterAll(async () => {
    await database.drop();
  });

  async function answer(): Promise<{ one: number }[]> {
    const result = await withClient(proxy.url, (client) =>
      client.query<{ one: number }>('SELECT 1 AS one'),
    );
    return result.rows;
  }

  it('forwards queries and answers, large ones too', async () => {
    const { rows } = await withClient(proxy.url, (client) =>
      client.query<{ length: number }>("SELECT repeat('x', 3000000) AS text"),
    );
    expect(rows).toEqual([{ text: 'x'.repeat(3_000_000) }]);
  });

  it('refuses connections, and accepts them again on the same port', async () => {
    await proxy.refuse();
    await expect(answer()).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    await proxy.pass();
    expect(await answer()).toEqual([{ one: 1 }]);
  });

  it('cuts a query that is under way, and lets the next connection through', async () => {
    const cut = withClient(proxy.url, async (client) => {
      client.on('error', () => undefined);
      const sleeping = client.query('SELECT pg_sleep(60)');
      await eventually(() => expect(proxy.connectionCount).toBe(1));
      proxy.cut();
      await sleeping;
    });
    await expect(cut).rejects.toThrow(/ECONNRESET|terminated/);
    expect(await answer()).toEqual([{ one: 1 }]);
  });

  it('withholds answers while frozen, and delivers them afterwards', async () => {
    await withClient(proxy.url, async (client) => {
      await client.query('SELECT 1');
      await proxy.freeze();
      let answered = false;
      const late = client.query('SELECT 1').then(() => (answered = true));
      const reached = await withClient(database.url, (direct) => direct.query('SELECT 1'));
      expect(reached.rowCount).toBe(1);
      expect(answered).toBe(false);
      await proxy.pass();
      await expect(late).resolves.toBe(true);
    });
  });

  it('accepts connections while frozen', async () => {
    await proxy.freeze();
    const frozen = answer();
    await eventually(() => expect(proxy.connectionCount).toBe(1));
    await proxy.pass();
    expect(await frozen).toEqual([{ one: 1 }]);
  });
});

describe('FaultProxy in front of Redis', () => {
  let proxy: FaultProxy;
  let direct: number;

  beforeEach(async () => {
    const url = await testRedisUrl();
    direct = Number(new URL(url).port);
    proxy = await FaultProxy.start(url);
  });

  afterEach(async () => {
    await proxy.close();
  });

  it('answers nonsense', async () => {
    await proxy.garbage();
    await eventually(async () =>
      expect(await askRedis(proxy.port, 'PING')).toBe('\xff'.repeat('+PONG\r\n'.length)),
    );
  });

  it('keeps the order of what it delays', async () => {
    await proxy.delay(10);
    await withRedis(async (client) => {
      const expected = Array.from({ length: 20 }, (_, index) => String(index));
      await Promise.all(expected.map((value) => client.rPush('list', value)));
      expect(await client.lRange('list', 0, -1)).toEqual(expected);
    });
  });

  it('holds an answer back for the whole delay', async () => {
    await withRedis(async (client) => {
      await proxy.delay(600_000);
      let answered = false;
      const late = client.ping().then(
        () => (answered = true),
        () => undefined,
      );
      for (let round = 0; round < 10; round += 1)
        await eventually(async () => expect(await askRedis(direct, 'PING')).not.toBe(''));
      expect(answered).toBe(false);
      proxy.cut();
      await late;
    });
  });

  async function withRedis<T>(work: (client: Client) => Promise<T>): Promise<T> {
    const client = open(proxy.url);
    client.on('error', () => undefined);
    await client.connect();
    try {
      return await work(client);
    } finally {
      client.destroy();
    }
  }
});

type Client = ReturnType<typeof open>;

function open(url: string) {
  return createClient({ url, socket: { reconnectStrategy: false }, disableOfflineQueue: true });
}
