import { RedisUnavailableError } from '../../errors';
import type { Clock } from '../../internal/clock';
import { destroyClient, type RedisClient } from '../../stores/redis/redis-client';

/** One connection that reads the log. Once it has ended, nothing that it still delivers counts. */
export class LogSession {
  readonly client: RedisClient;
  /** The log that it reads, once it is known. */
  epoch: string | undefined;
  #live = true;
  #progressAtMs: number;
  readonly #clock: Clock;
  readonly #release: () => void;

  /** @param release called once, when the connection has ended */
  constructor(client: RedisClient, clock: Clock, release: () => void) {
    this.client = client;
    this.#clock = clock;
    this.#release = release;
    this.#progressAtMs = clock.now();
    client.on('error', () => this.end());
    client.on('end', () => this.end());
  }

  get live(): boolean {
    return this.#live;
  }

  /** When it last delivered something. */
  get progressAtMs(): number {
    return this.#progressAtMs;
  }

  /** @throws RedisUnavailableError when the session has ended meanwhile */
  async ask<T>(call: (client: RedisClient) => Promise<T>): Promise<T> {
    try {
      return await call(this.client);
    } finally {
      this.#requireLive();
      this.#progressAtMs = this.#clock.now();
    }
  }

  /** The destroyed client rejects what is under way; this is for an answer that had just arrived. */
  #requireLive(): void {
    if (!this.#live) throw new RedisUnavailableError('The connection to the log has ended.');
  }

  end(): void {
    if (!this.#live) return;
    this.#live = false;
    destroyClient(this.client);
    this.#release();
  }
}
