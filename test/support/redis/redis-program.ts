import { execFile } from 'node:child_process';
import { access, constants } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { unpackedRedis } from './redis-packages';
import type { RedisRuntime } from './redis-runtime';

const execute = promisify(execFile);
const PROGRAMS = ['redis-server', 'valkey-server'];
const USUAL_FOLDERS = ['/usr/local/bin', '/usr/bin', '/opt/homebrew/bin'];
const PROBE_TIMEOUT_MS = 20_000;

function programRuntime(command: string, env: NodeJS.ProcessEnv): RedisRuntime {
  return {
    command: ({ port, folder, settings }) => {
      const place = ['--port', String(port), '--bind', '127.0.0.1', '--dir', folder];
      // Written in the foreground too when it is asked for; the watchdog looks for it.
      const pidFile = ['--pidfile', join(folder, 'redis.pid')];
      return { command, args: [...place, ...pidFile, ...settings], env };
    },
    signal: async (_run, child, signal) => {
      await Promise.resolve(child.kill(signal));
    },
  };
}

async function working(command: string, env: NodeJS.ProcessEnv): Promise<RedisRuntime> {
  await execute(command, ['--version'], { env, timeout: PROBE_TIMEOUT_MS });
  return programRuntime(command, env);
}

async function isExecutable(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}

/** Redis as it is installed. Rejects when it is not. */
export async function installedRedis(): Promise<RedisRuntime> {
  const folders = [...(process.env.PATH ?? '').split(delimiter), ...USUAL_FOLDERS];
  const candidates = PROGRAMS.flatMap((name) => folders.map((folder) => join(folder, name)));
  for (const candidate of candidates)
    if (await isExecutable(candidate)) return working(candidate, process.env);
  throw new Error(`${PROGRAMS.join(' or ')} is not on PATH`);
}

/** Redis from the distribution's packages, unpacked without root. Rejects where there is no apt. */
export async function fetchedRedis(): Promise<RedisRuntime> {
  const { command, libraryPath } = await unpackedRedis();
  return working(command, { ...process.env, LD_LIBRARY_PATH: libraryPath });
}
