import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '@strata/embedded-postgres';
import { testVariable } from './environment';

const run = promisify(execFile);

/** A PostgreSQL server of a test's own, which the test may harm; its address stays the same. */
export class OwnPostgres {
  readonly #dataDir: string;
  readonly #settings: Readonly<Record<string, string>>;
  #server: EmbeddedPostgres;

  private constructor(
    dataDir: string,
    settings: Readonly<Record<string, string>>,
    server: EmbeddedPostgres,
  ) {
    this.#dataDir = dataDir;
    this.#settings = settings;
    this.#server = server;
  }

  static async start(settings: Readonly<Record<string, string>> = {}): Promise<OwnPostgres> {
    const dataDir = join(testVariable('TEST_RUN_DIR'), `own-${randomBytes(4).toString('hex')}`);
    return new OwnPostgres(dataDir, settings, await startServer(dataDir, settings));
  }

  get url(): string {
    return this.#server.connectionString;
  }

  /** Tells every session that it shuts down (57P01), and ends. */
  stop(): Promise<void> {
    return this.#server.stop();
  }

  async startAgain(): Promise<void> {
    this.#server = await startServer(this.#dataDir, this.#settings, this.#server.port);
  }

  /** Stops every process where it stands: connections stay open, new ones too, and nothing answers. */
  freeze(): Promise<void> {
    return this.#signal('SIGSTOP');
  }

  thaw(): Promise<void> {
    return this.#signal('SIGCONT');
  }

  /** Ends the server and removes its data. */
  async remove(): Promise<void> {
    await this.thaw().catch(() => undefined);
    await this.stop();
    for (const folder of [this.#dataDir, this.#server.dataDir])
      await rm(folder, { recursive: true, force: true });
  }

  async #signal(name: NodeJS.Signals): Promise<void> {
    const file = join(this.#server.dataDir, 'postgres', 'postmaster.pid');
    const postmaster = Number((await readFile(file, 'utf8')).split('\n')[0]);
    const { stdout } = await run('ps', ['-A', '-o', 'pid=,ppid=']);
    const family = stdout
      .trim()
      .split('\n')
      .map((line) => line.trim().split(/\s+/).map(Number))
      .filter(([, parent]) => parent === postmaster);
    for (const pid of [postmaster, ...family.map(([child]) => child)]) {
      if (pid !== undefined) process.kill(pid, name);
    }
  }
}

function startServer(
  dataDir: string,
  settings: Readonly<Record<string, string>>,
  port?: number,
): Promise<EmbeddedPostgres> {
  return startEmbeddedPostgres({
    dataDir,
    rootDataParent: testVariable('TEST_RUN_DIR'),
    database: 'app',
    settings: { fsync: 'off', ...settings },
    ...(port !== undefined && { port }),
  });
}
