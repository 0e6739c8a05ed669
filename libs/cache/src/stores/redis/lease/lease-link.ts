import type { RedisClient } from '../redis-client';
import { RedisConnection, type RedisConnectionOptions } from '../redis-connection';
import { leaseKeys } from './lease-keys';
import { Leases, type LeasesOptions } from './leases';

export interface LeaseLinkOptions extends Omit<LeasesOptions, 'keys' | 'listening'> {
  readonly namespace: string;
  /** For the connection on which the ends of loads are heard. */
  readonly link: Omit<RedisConnectionOptions, 'attach' | 'attachTimeoutMs' | 'onLost' | 'onError'>;
}

/** Leases, with the connection on which this process hears of the loads of others. */
export class LeaseLink {
  readonly leases: Leases;
  readonly #channel: string;
  readonly #connection: RedisConnection;

  constructor({ namespace, link, ...options }: LeaseLinkOptions) {
    const keys = leaseKeys(namespace);
    this.#channel = keys.channel;
    this.leases = new Leases({ ...options, keys, listening: () => this.#connection.ready });
    this.#connection = new RedisConnection({
      ...link,
      attachTimeoutMs: link.connectTimeoutMs,
      attach: (client) => this.#listen(client),
      onLost: () => this.leases.lost(),
      onError: options.onError,
    });
  }

  start(): void {
    this.#connection.start();
  }

  async stop(): Promise<void> {
    this.leases.lost();
    await this.#connection.close();
  }

  async #listen(client: RedisClient): Promise<void> {
    await client.subscribe(this.#channel, (message) => this.leases.heard(message));
  }
}
