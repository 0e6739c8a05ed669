import { createClient } from 'redis';
import { hashOf, LocalRecentWriters, type RecentWriters } from './recent-writers';

/** Redis that all processes of the service share. */
export interface RedisWritersOptions {
  readonly url: string;
  /** Certificates of the authority, PEM. */
  readonly tlsCa: string | undefined;
  /** Begins every key. */
  readonly namespace: string;
  /** How long a write is remembered. */
  readonly seconds: number;
}

/** Longer is not waited for: what this process knows itself has to do. */
const TIMEOUT_MS = 100;

/** Remembered in Redis, for all processes; while Redis is away, in this process, for itself. */
export class RedisRecentWriters implements RecentWriters {
  readonly #client: ReturnType<typeof newClient>;
  readonly #prefix: string;
  readonly #seconds: number;
  readonly #local: LocalRecentWriters;

  constructor(options: RedisWritersOptions) {
    this.#prefix = `${options.namespace}-writers:`;
    this.#seconds = options.seconds;
    this.#local = new LocalRecentWriters(options.seconds);
    this.#client = newClient(options);
    // The cache reports the state of Redis; here a failed command falls back.
    this.#client.on('error', () => undefined);
    this.#client.connect().catch(() => undefined);
  }

  async note(caller: string): Promise<void> {
    await this.#local.note(caller);
    const key = this.#prefix + hashOf(caller);
    await inTime(this.#client.set(key, '1', { expiration: { type: 'EX', value: this.#seconds } }));
  }

  async wroteRecently(caller: string): Promise<boolean> {
    if (await this.#local.wroteRecently(caller)) return true;
    return (await inTime(this.#client.exists(this.#prefix + hashOf(caller)))) === 1;
  }

  /** Ends the connection. */
  close(): void {
    if (this.#client.isOpen) this.#client.destroy();
  }
}

function newClient({ url, tlsCa }: RedisWritersOptions) {
  return createClient({
    url,
    disableOfflineQueue: true,
    socket: {
      connectTimeout: TIMEOUT_MS * 5,
      ...(tlsCa !== undefined && { tls: true, ca: tlsCa }),
    },
  });
}

/** The answer; undefined when there is none in time. */
async function inTime<T>(answer: Promise<T>): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), TIMEOUT_MS);
  });
  try {
    return await Promise.race([answer.catch(() => undefined), late]);
  } finally {
    clearTimeout(timer);
  }
}
