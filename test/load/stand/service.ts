import { join } from 'node:path';
import { API_ENTRY } from '../../bench/paths';
import { ServerProcess } from '../../bench/server-process';
import { answersOk } from '../../bench/strata';
import { eventually } from '../../support/eventually';
import { ownPort } from '../../support/own-port';

/** A readiness check notices it by then, on a slow machine too. */
const NOTICE_TIMEOUT_MS = 60_000;
const START_TIMEOUT_MS = 120_000;

/** One process of the built service, on an address that stays the same when it is started anew. */
export class Service {
  readonly port: number;
  readonly origin: string;
  readonly #folder: string;
  readonly #env: NodeJS.ProcessEnv;
  #process: ServerProcess | undefined;

  private constructor(
    readonly name: string,
    port: number,
    folder: string,
    env: NodeJS.ProcessEnv,
  ) {
    this.port = port;
    this.origin = `http://127.0.0.1:${String(port)}`;
    this.#folder = join(folder, name);
    this.#env = { ...env, PORT: String(port) };
  }

  /** @param env all of its environment but PORT. */
  static async start(name: string, folder: string, env: NodeJS.ProcessEnv): Promise<Service> {
    const service = new Service(name, await ownPort(), folder, env);
    await service.start();
    return service;
  }

  /** Answers once it is ready. */
  async start(): Promise<void> {
    this.#process = await ServerProcess.start({
      name: this.name,
      command: [process.execPath, API_ENTRY],
      env: this.#env,
      folder: this.#folder,
      isReady: () => this.#isReady(),
      signal: AbortSignal.timeout(START_TIMEOUT_MS),
    });
  }

  /** What it has written, before a restart too. */
  get logFile(): string {
    if (!this.#process) throw new Error(`${this.name} was never started`);
    return this.#process.logFile;
  }

  /** Has it end, and calls `unready` as soon as it says that it is not ready any more. */
  async stop(unready: () => Promise<void> = () => Promise.resolve()): Promise<void> {
    const stopping = this.#process?.stop();
    const checkUnready = async () => {
      if (await this.#isReady()) throw new Error(`${this.name} stays ready`);
    };
    await eventually(checkUnready, { timeoutMs: NOTICE_TIMEOUT_MS });
    await unready();
    await stopping;
  }

  #isReady(): Promise<boolean> {
    return answersOk(`${this.origin}/health/ready`);
  }
}
