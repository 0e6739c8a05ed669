import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort } from '@strata/embedded-postgres';
import type { Backends } from './backends';
import { outputOf } from './command';
import { PEERS } from './paths';
import type { Processors } from './processors';
import { ServerProcess } from './server-process';
import { answersOk } from './strata';

/** A running peer. */
export interface Peer {
  readonly server: ServerProcess;
  readonly userUrl: string;
}

/** How a peer is started. */
export interface PeerOptions {
  /** Its program in the folder of the peers. */
  readonly script: string;
  /** Further environment. */
  readonly env?: Readonly<Record<string, string>>;
  /** File with the user, as JSON. */
  readonly userFile: string;
  readonly userId: string;
  readonly folder: string;
  readonly backends: Backends;
  readonly processors: Processors;
  readonly signal: AbortSignal;
}

const INSTALL_TIMEOUT_MS = 300_000;

/** Runs `npm ci` for the peers unless their node_modules are those of the lock file. */
export async function installPeers(signal: AbortSignal): Promise<void> {
  const wanted = await changedAt('package-lock.json');
  const installed = await changedAt('node_modules/.package-lock.json');
  if (installed !== undefined && wanted !== undefined && installed >= wanted) return;
  console.log('Installing the peers ...');
  await outputOf(['npm', 'ci', '--no-audit', '--no-fund', '--prefix', PEERS], {
    cwd: PEERS,
    env: withoutNpmSettings(process.env),
    timeoutMs: INSTALL_TIMEOUT_MS,
    signal,
  });
}

/** Starts a peer on the servers' core and waits until it answers. */
export async function startPeer(options: PeerOptions): Promise<Peer> {
  const { script, folder, backends, processors, signal } = options;
  const port = await freePort();
  const userUrl = `http://127.0.0.1:${String(port)}/api/users/${options.userId}`;
  const server = await ServerProcess.start({
    name: script,
    command: processors.onServerCore([process.execPath, join(PEERS, script)]),
    env: {
      PATH: process.env.PATH,
      NODE_ENV: 'production',
      PORT: String(port),
      DATABASE_URL: backends.databaseUrl,
      REDIS_URL: backends.redisUrl,
      BENCH_USER_FILE: options.userFile,
      ...options.env,
    },
    folder: join(folder, `${script}-${String(port)}`),
    isReady: () => answersOk(userUrl),
    signal,
  });
  return { server, userUrl };
}

/** The `npm run` that started this process says in the environment where it works; npm ci must not follow. */
function withoutNpmSettings(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(env).filter(
      ([name]) => !/^(npm_config_local_prefix|npm_package_|INIT_CWD)/i.test(name),
    ),
  );
}

async function changedAt(file: string): Promise<number | undefined> {
  const found = await stat(join(PEERS, file)).catch(() => undefined);
  return found?.mtimeMs;
}
