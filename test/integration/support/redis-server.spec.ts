import { createClient } from 'redis';
import { eventually } from '../../support/eventually';
import { askRedis } from '../../support/redis/redis-query';
import { RedisServer } from '../../support/redis/redis-server';

describe('RedisServer', () => {
  let server: RedisServer;

  beforeAll(async () => {
    server = await RedisServer.start();
  });

  afterAll(async () => {
    await server.stop();
  });

  /** A busy server takes its time. */
  const answers = (command: string, answer: string): Promise<void> =>
    eventually(async () => expect(await askRedis(server.port, command)).toBe(answer));

  it('answers on its own port, never on the usual one', async () => {
    await answers('PING', '+PONG\r\n');
    expect(server.port).not.toBe(6379);
  });

  it('answers nothing while it is suspended, and goes on afterwards', async () => {
    await server.pause();
    expect(await askRedis(server.port, 'PING')).toBe('');
    await server.resume();
    await answers('PING', '+PONG\r\n');
  });

  it('is gone after a kill, and empty after a restart on the same port', async () => {
    await answers('SET key value', '+OK\r\n');
    await server.kill();
    expect(await askRedis(server.port, 'PING')).toBe('');
    await server.restart();
    await answers('EXISTS key', ':0\r\n');
  });

  it('can be stopped while it is suspended', async () => {
    const other = await RedisServer.start();
    await other.pause();
    await other.stop();
    expect(await askRedis(other.port, 'PING')).toBe('');
  });

  it('takes settings', async () => {
    const small = await RedisServer.start({ settings: ['--maxmemory', '3mb'], databases: 2 });
    const client = createClient({ url: small.url });
    try {
      await client.connect();
      expect(await client.configGet('maxmemory')).toMatchObject({ maxmemory: '3145728' });
      await expect(client.select(2)).rejects.toThrow('out of range');
    } finally {
      client.destroy();
      await small.stop();
    }
  });
});
