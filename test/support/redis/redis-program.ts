import { join } from 'node:path';
import {
  fetchedProgram,
  installedProgram,
  type Program,
  type ProgramSource,
} from '../programs/find-program';
import type { RedisRuntime } from './redis-runtime';

const REDIS: ProgramSource = {
  names: ['redis-server', 'valkey-server'],
  // Debian keeps the program itself in redis-tools; both are wanted even where one is installed.
  packages: ['redis-server', 'redis-tools'],
  path: 'usr/bin/redis-server',
  versionArgs: ['--version'],
};

function programRuntime({ command, env }: Program): RedisRuntime {
  return {
    command: ({ port, folder, settings, configFile }) => {
      const file = configFile === undefined ? [] : [configFile];
      const place = ['--port', String(port), '--bind', '127.0.0.1', '--dir', folder];
      // Written in the foreground too when it is asked for; the watchdog looks for it.
      const pidFile = ['--pidfile', join(folder, 'redis.pid')];
      return { command, args: [...file, ...place, ...pidFile, ...settings], env };
    },
    signal: async (_run, child, signal) => {
      await Promise.resolve(child.kill(signal));
    },
  };
}

/** Redis as it is installed. Rejects when it is not. */
export async function installedRedis(): Promise<RedisRuntime> {
  return programRuntime(await installedProgram(REDIS));
}

/** Redis from the distribution's packages, unpacked without root. Rejects where there is no apt. */
export async function fetchedRedis(): Promise<RedisRuntime> {
  return programRuntime(await fetchedProgram(REDIS));
}
