import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '@strata/embedded-postgres';
import { testVariable } from './environment';
import { ownPort } from './own-port';
import { signalPostgres } from './signal-postgres';

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
    const server = await startServer(dataDir, settings, await ownPort());
    return new OwnPostgres(dataDir, settings, server);
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

  #signal(name: NodeJS.Signals): Promise<void> {
    return signalPostgres(join(this.#server.dataDir, 'postgres'), name);
  }
}

function startServer(
  dataDir: string,
  settings: Readonly<Record<string, string>>,
  port: number,
): Promise<EmbeddedPostgres> {
  return startEmbeddedPostgres({
    dataDir,
    rootDataParent: testVariable('TEST_RUN_DIR'),
    database: 'app',
    settings: { fsync: 'off', ...settings },
    port,
  });
}
