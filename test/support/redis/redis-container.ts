import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type { RedisCommand, RedisRun, RedisRuntime } from './redis-runtime';

const execute = promisify(execFile);
const IMAGE = 'redis:7-alpine';
const DOCKER_TIMEOUT_MS = 60_000;

/** Unique on this machine, since the run's folder is. */
function containerName(run: RedisRun): string {
  return `${basename(dirname(run.folder))}-${basename(run.folder)}`;
}

function dockerRun(run: RedisRun): RedisCommand {
  if (run.configFile !== undefined)
    throw new Error(
      'Install redis-server: a sentinel cannot reach its servers from inside a container.',
    );
  const name = containerName(run);
  // The watchdog removes the containers named in such files.
  writeFileSync(join(run.folder, 'redis.container'), name);
  const options = ['--rm', '--name', name, '--publish', `127.0.0.1:${run.port}:6379`];
  // Every connection comes from outside the container; its port is published on loopback alone.
  const server = ['redis-server', '--protected-mode', 'no'];
  const args = ['run', ...options, IMAGE, ...server, ...run.settings];
  return { command: 'docker', args, env: process.env };
}

/** `docker` subcommands for signals; a suspended container takes no other signal than KILL. */
export function dockerSignal(signal: NodeJS.Signals, name: string): string[] {
  if (signal === 'SIGSTOP') return ['pause', name];
  if (signal === 'SIGCONT') return ['unpause', name];
  return ['kill', '--signal', signal, name];
}

/** Redis in a container. Rejects when no Docker daemon answers: the client alone says nothing. */
export async function containerRedis(): Promise<RedisRuntime> {
  await execute('docker', ['info'], { timeout: DOCKER_TIMEOUT_MS });
  await execute('docker', ['pull', '--quiet', IMAGE], { timeout: 5 * DOCKER_TIMEOUT_MS });
  return {
    command: dockerRun,
    signal: async (run, _child, signal) => {
      const args = dockerSignal(signal, containerName(run));
      await execute('docker', args, { timeout: DOCKER_TIMEOUT_MS });
    },
  };
}
