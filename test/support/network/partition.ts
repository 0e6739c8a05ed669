import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { testVariable } from '../environment';
import { FaultProxy } from '../fault-proxy/fault-proxy';
import { RedisServer } from '../redis/redis-server';
import { NetworkNamespaces } from './network-namespaces';

const PORT = 6379;

/** From where a process reaches Redis. */
export interface Side {
  readonly url: string;
  /** What its command begins with. */
  readonly inside: readonly string[];
}

/** A Redis, near to some processes; the way of others to it can be cut so that nothing comes through, and nobody is told. */
export interface Partition {
  readonly near: Side;
  readonly far: Side;
  cut(): void | Promise<void>;
  heal(): void | Promise<void>;
  close(): Promise<void>;
}

/** How this machine can cut a link, and a Redis behind such a link. */
export interface PartitionKind {
  readonly name: string;
  open(): Promise<Partition>;
}

/** Packets dropped between network namespaces where that is possible, else a proxy. */
export function bestPartition(): PartitionKind {
  const runsRedis = spawnSync('redis-server', ['--version'], { stdio: 'ignore' }).status === 0;
  const namespaces = runsRedis ? NetworkNamespaces.create() : undefined;
  if (namespaces === undefined) return { name: 'a proxy holds everything back', open: byProxy };
  const name = 'packets are dropped between network namespaces';
  return { name, open: () => byNamespaces(namespaces) };
}

async function byNamespaces(namespaces: NetworkNamespaces): Promise<Partition> {
  const inside = namespaces.inside('server');
  const redis = await startRedis(inside);
  return {
    near: { url: `redis://127.0.0.1:${PORT}`, inside },
    far: {
      url: `redis://${namespaces.serverAddress}:${PORT}`,
      inside: namespaces.inside('client'),
    },
    cut: () => namespaces.cut(),
    heal: () => namespaces.heal(),
    close: async () => {
      const ended = once(redis, 'exit');
      redis.kill('SIGKILL');
      await ended;
      namespaces.remove();
    },
  };
}

/** Where nothing but its own processes can reach it; whoever connects waits until it is there. */
async function startRedis([command = '', ...args]: readonly string[]): Promise<ChildProcess> {
  const folder = await mkdtemp(join(testVariable('TEST_RUN_DIR'), 'redis-'));
  const place = ['--port', String(PORT), '--bind', '0.0.0.0', '--protected-mode', 'no'];
  const files = ['--save', '', '--dir', folder, '--pidfile', join(folder, 'redis.pid')];
  const child = spawn(command, [...args, 'redis-server', ...place, ...files], { stdio: 'ignore' });
  await once(child, 'spawn');
  return child;
}

async function byProxy(): Promise<Partition> {
  const redis = await RedisServer.start();
  const proxy = await FaultProxy.start(redis.url);
  return {
    near: { url: redis.url, inside: [] },
    far: { url: proxy.url, inside: [] },
    cut: () => proxy.freeze(),
    heal: () => proxy.pass(),
    close: async () => {
      await proxy.close();
      await redis.stop();
    },
  };
}
