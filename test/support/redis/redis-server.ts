import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, open, readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { testVariable } from '../environment';
import { eventually } from '../eventually';
import { ownPort } from '../own-port';
import { findRedis } from './find-redis';
import { askRedis } from './redis-query';
import type { RedisRun, RedisRuntime } from './redis-runtime';

/** A suspended server does not listen to SIGTERM. */
const STOP_TIMEOUT_MS = 2_000;
const PORT_ATTEMPTS = 5;

/** How a Redis server of a test's own is started. */
export interface RedisServerOptions {
  /** Logical databases; default 16. */
  readonly databases?: number;
  /** More options, as on the command line of redis-server. */
  readonly settings?: readonly string[];
  /** What a file of settings holds that is read before these. */
  readonly configText?: string;
}

/** A real Redis server that a test may stop, kill, suspend and start again. Ended with the test run at the latest. */
export class RedisServer {
  readonly port: number;
  readonly url: string;
  /** As on the command line, without port and folder. */
  readonly settings: readonly string[];
  readonly #runtime: RedisRuntime;
  readonly #run: RedisRun;
  /** Set as a harmless option of the server, so that no other one is taken for it. */
  readonly #mark: string;
  #child: ChildProcess | undefined;

  private constructor(runtime: RedisRuntime, run: RedisRun, mark: string) {
    this.#runtime = runtime;
    this.#run = run;
    this.#mark = mark;
    this.port = run.port;
    this.url = `redis://127.0.0.1:${run.port}`;
    this.settings = run.settings;
  }

  /** Starts a server without persistence on a free port. */
  static async start(options: RedisServerOptions = {}): Promise<RedisServer> {
    const runtime = await findRedis();
    const mark = `mark-${randomBytes(8).toString('hex')}`;
    const fixed = ['--save', '', '--appendonly', 'no', '--dbfilename', mark];
    const databases = ['--databases', String(options.databases ?? 16)];
    const settings = [...fixed, ...databases, ...(options.settings ?? [])];
    for (let attempt = 1; ; attempt += 1) {
      const folder = await mkdtemp(join(testVariable('TEST_RUN_DIR'), 'redis-'));
      const configFile = await writeConfig(folder, options.configText);
      const run = { port: await ownPort(), folder, settings, configFile };
      const server = new RedisServer(runtime, run, mark);
      if (await server.#launch()) return server;
      if (attempt === PORT_ATTEMPTS)
        throw new Error(`Redis does not start: ${await server.#log()}`);
    }
  }

  /** Ends the server, cleanly if it still listens to signals. */
  async stop(): Promise<void> {
    if (this.#hasEnded) return;
    await this.#signal('SIGTERM');
    if (!(await this.#endsWithin(STOP_TIMEOUT_MS))) await this.kill();
  }

  /** Ends the server as kill -9 does. */
  async kill(): Promise<void> {
    if (this.#hasEnded) return;
    await this.#signal('SIGKILL');
    if (!(await this.#endsWithin())) throw new Error('Redis does not end');
  }

  /** Suspends the server: connections stay open, nothing is answered. */
  async pause(): Promise<void> {
    await this.#signal('SIGSTOP');
  }

  /** Lets a suspended server go on. */
  async resume(): Promise<void> {
    await this.#signal('SIGCONT');
  }

  /** Starts an ended server again, empty, on the same port. */
  async restart(): Promise<void> {
    await this.stop();
    if (!(await this.#launch())) throw new Error(`Redis does not restart: ${await this.#log()}`);
  }

  /** True as well before the first start. */
  get #hasEnded(): boolean {
    const child = this.#child;
    return child?.exitCode !== null || child.signalCode !== null;
  }

  async #signal(signal: NodeJS.Signals): Promise<void> {
    const child = this.#child;
    if (child === undefined) throw new Error('this Redis was never started');
    await this.#runtime.signal(this.#run, child, signal);
  }

  async #endsWithin(timeoutMs?: number): Promise<boolean> {
    const ended = () => {
      if (!this.#hasEnded) throw new Error('still running');
    };
    return eventually(ended, timeoutMs === undefined ? {} : { timeoutMs }).then(
      () => true,
      () => this.#hasEnded,
    );
  }

  /** False when the server ended at once, for instance because its port was taken. */
  async #launch(): Promise<boolean> {
    this.#child = await this.#spawn();
    const settled = async () => {
      if (this.#hasEnded) return false;
      if (!(await this.#answers())) throw new Error(`no Redis answers on port ${this.port}`);
      return true;
    };
    return eventually(settled, { intervalMs: 10 });
  }

  /** A sentinel has no CONFIG, but tells the file that it was started with. */
  async #answers(): Promise<boolean> {
    const { configFile, folder } = this.#run;
    if (configFile === undefined)
      return (await askRedis(this.port, 'CONFIG GET dbfilename')).includes(this.#mark);
    return (await askRedis(this.port, 'INFO server')).includes(basename(folder));
  }

  async #spawn(): Promise<ChildProcess> {
    const { command, args, env } = this.#runtime.command(this.#run);
    const log = await open(join(this.#run.folder, 'redis.log'), 'a');
    try {
      const stdio = ['ignore', log.fd, log.fd] as const;
      const child = spawn(command, args, { env, detached: true, stdio: [...stdio] });
      await once(child, 'spawn');
      child.unref();
      return child;
    } finally {
      await log.close();
    }
  }

  async #log(): Promise<string> {
    return readFile(join(this.#run.folder, 'redis.log'), 'utf8');
  }
}

async function writeConfig(folder: string, text: string | undefined): Promise<string | undefined> {
  if (text === undefined) return undefined;
  const file = join(folder, 'redis.conf');
  await writeFile(file, text);
  return file;
}
