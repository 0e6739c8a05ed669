import { FaultProxy } from '../fault-proxy/fault-proxy';
import { command } from './redis-cluster';
import { RedisServer } from './redis-server';

/** One way in which Redis fails, and how it gets well again. */
export interface RedisFault {
  readonly begin: (redis: FaultyRedis) => void | Promise<void>;
  readonly end: (redis: FaultyRedis) => void | Promise<void>;
}

/** A real Redis behind a fault proxy. */
export class FaultyRedis {
  readonly server: RedisServer;
  readonly proxy: FaultProxy;

  private constructor(server: RedisServer, proxy: FaultProxy) {
    this.server = server;
    this.proxy = proxy;
  }

  static async start(): Promise<FaultyRedis> {
    const server = await RedisServer.start();
    return new FaultyRedis(server, await FaultProxy.start(server.url));
  }

  get url(): string {
    return this.proxy.url;
  }

  /** One command to the server itself. */
  command(...words: string[]): Promise<string> {
    return command(this.server, ...words);
  }

  async stop(): Promise<void> {
    await this.proxy.close();
    await this.server.stop();
  }
}

const pass = (redis: FaultyRedis): Promise<void> => redis.proxy.pass();

/** Faults after which no call to Redis succeeds. */
export const LOSSES: Readonly<Record<string, RedisFault>> = {
  refused: { begin: ({ proxy }) => proxy.refuse(), end: pass },
  killed: { begin: ({ server }) => server.kill(), end: ({ server }) => server.restart() },
  frozen: { begin: ({ server }) => server.pause(), end: ({ server }) => server.resume() },
  'silent behind open connections': { begin: ({ proxy }) => proxy.freeze(), end: pass },
  'slower than the command timeout': { begin: ({ proxy }) => proxy.delay(70), end: pass },
  'answering garbage': { begin: ({ proxy }) => proxy.garbage(), end: pass },
  'read-only, as a replica': {
    begin: async (redis) => void (await redis.command('REPLICAOF', '127.0.0.1', '9')),
    end: async (redis) => void (await redis.command('REPLICAOF', 'NO', 'ONE')),
  },
};

/** Faults that a connection outlives, or that are over at once. */
export const HINDRANCES: Readonly<Record<string, RedisFault>> = {
  slow: { begin: ({ proxy }) => proxy.delay(15), end: pass },
  full: {
    begin: async (redis) => {
      await redis.command('CONFIG', 'SET', 'maxmemory-policy', 'noeviction');
      await redis.command('CONFIG', 'SET', 'maxmemory', '1');
    },
    end: async (redis) => void (await redis.command('CONFIG', 'SET', 'maxmemory', '0')),
  },
  cut: { begin: ({ proxy }) => proxy.cut(), end: () => undefined },
  'half-closed': { begin: ({ proxy }) => proxy.closeHalf(), end: () => undefined },
};
