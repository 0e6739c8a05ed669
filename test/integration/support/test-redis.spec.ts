import { createClient } from 'redis';
import { testRedisUrl } from '../../support/test-redis';

async function withRedis<T>(url: string, work: (client: ReturnType<typeof open>) => Promise<T>) {
  const client = open(url);
  await client.connect();
  try {
    return await work(client);
  } finally {
    client.destroy();
  }
}

function open(url: string) {
  return createClient({ url });
}

describe('testRedisUrl', () => {
  it('is empty when it is given out', async () => {
    const url = await testRedisUrl();
    await withRedis(url, (client) => client.set('key', 'value'));
    expect(await testRedisUrl()).toBe(url);
    expect(await withRedis(url, (client) => client.dbSize())).toBe(0);
  });

  it('gives one file several databases that do not see each other', async () => {
    const [one, two] = [await testRedisUrl(1), await testRedisUrl(2)];
    await withRedis(one, (client) => client.set('key', 'value'));
    expect(await withRedis(two, (client) => client.dbSize())).toBe(0);
  });

  it('never reaches into the databases of another worker', async () => {
    await expect(testRedisUrl(4)).rejects.toThrow(RangeError);
  });
});
