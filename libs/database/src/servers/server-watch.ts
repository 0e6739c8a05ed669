import { Client, type ClientConfig } from 'pg';
import { toConnectError } from '../errors/to-database-error';
import { settlesWithin } from '../settle-within';
import { takeSample, type SampleRow, type ServerSample } from './server-sample';

/** How often, and how patiently, a server is asked. */
export interface WatchLimits {
  readonly intervalMs: number;
  /** A server that needs longer for an answer is taken for frozen. */
  readonly timeoutMs: number;
}

/** Reason of a failure: the server, or the way to it, gives no sign of life. */
export const FROZEN = 'FROZEN';

/** Who is told what the server answers. Must not throw. */
export interface WatchListener {
  sampled(sample: ServerSample): void;
  /** @param reason {@link FROZEN}, an errno, an SQLSTATE or a word of this library. */
  failed(reason: string): void;
}

/**
 * Asks one server again and again how it is, on a connection of its own that no query of the
 * application can keep waiting.
 */
export class ServerWatch {
  readonly #config: ClientConfig;
  readonly #limits: WatchLimits;
  readonly #listener: WatchListener;
  #client: Client | undefined;
  #timer: NodeJS.Timeout | undefined;
  #stopped = false;

  constructor(config: ClientConfig, limits: WatchLimits, listener: WatchListener) {
    this.#config = { ...config, connectionTimeoutMillis: limits.timeoutMs };
    this.#limits = limits;
    this.#listener = listener;
  }

  /** Resolves when the server was asked for the first time; goes on without keeping the process alive. */
  async start(): Promise<void> {
    await this.#look();
    if (this.#stopped) return;
    this.#timer = setTimeout(() => void this.start(), this.#limits.intervalMs).unref();
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
    this.#hangUp();
  }

  async #look(): Promise<void> {
    try {
      const sample = await this.#ask();
      if (!this.#stopped) this.#listener.sampled(sample);
    } catch (error) {
      this.#hangUp();
      if (!this.#stopped) this.#listener.failed(reasonOf(error));
    }
  }

  /** A lost connection says nothing yet: the server may have ended only that. */
  async #ask(): Promise<ServerSample> {
    const wasOpen = this.#client !== undefined;
    try {
      return await this.#askOnce();
    } catch (error) {
      if (!wasOpen || this.#stopped || error instanceof NoAnswer) throw error;
      this.#hangUp();
      return this.#askOnce();
    }
  }

  async #askOnce(): Promise<ServerSample> {
    const client = this.#client ?? (await this.#connect());
    const sampling = takeSample((sql) => client.query<SampleRow>(sql));
    await this.#inTime(sampling);
    return sampling;
  }

  async #connect(): Promise<Client> {
    const client = new Client(this.#config);
    // The statement under way fails as well; without a listener the process would end.
    client.on('error', () => undefined);
    this.#client = client;
    const connecting = client.connect();
    await this.#inTime(connecting);
    await connecting;
    return client;
  }

  async #inTime(answer: Promise<unknown>): Promise<void> {
    const { timeoutMs } = this.#limits;
    if (await settlesWithin(answer, timeoutMs)) return;
    // While this process was busy the answer may have come: let it be read before judging.
    await new Promise((resolve) => setImmediate(resolve));
    if (!(await settlesWithin(answer, 0))) throw new NoAnswer();
  }

  #hangUp(): void {
    const client = this.#client;
    this.#client = undefined;
    if (client === undefined) return;
    // A frozen server answers no goodbye.
    client.connection.stream.destroy();
  }
}

class NoAnswer extends Error {}

function reasonOf(error: unknown): string {
  if (error instanceof NoAnswer) return FROZEN;
  const { reason } = toConnectError(error);
  return reason === 'CONNECT_TIMEOUT' ? FROZEN : reason;
}
