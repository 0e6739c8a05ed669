import type { RedisConnection } from '../redis-connection';
import { encodeEnd, type LeaseKeys, type LoadEnd } from './lease-keys';
import { RELEASE, RENEW } from './lease-scripts';

/** Renewals within the time of one lease; one may be lost. */
const RENEWALS = 3;

export interface LeaseOptions {
  readonly connection: RedisConnection;
  readonly keys: LeaseKeys;
  readonly leaseMs: number;
  readonly onError: (operation: string, error: unknown) => void;
}

/** This process loads a key for all; renewed until it ends. */
export class Lease {
  readonly #options: LeaseOptions;
  readonly #key: string;
  readonly #token: string;
  readonly #renewing: NodeJS.Timeout;

  constructor(options: LeaseOptions, key: string, token: string) {
    this.#options = options;
    this.#key = key;
    this.#token = token;
    this.#renewing = setInterval(() => void this.#renew(), options.leaseMs / RENEWALS).unref();
  }

  /** Tells those who wait in other processes. Never rejects. */
  async end(end: LoadEnd): Promise<void> {
    clearInterval(this.#renewing);
    const { channel } = this.#options.keys;
    await this.#run(RELEASE, [this.#token, channel, encodeEnd(this.#key, end)]);
  }

  /** Stops when the lease has gone to another process. */
  async #renew(): Promise<void> {
    const kept = await this.#run(RENEW, [this.#token, String(this.#options.leaseMs)]);
    if (kept === 0) clearInterval(this.#renewing);
  }

  async #run(script: string, args: string[]): Promise<unknown> {
    const { connection, keys, onError } = this.#options;
    const call = { keys: [keys.prefix + this.#key], arguments: args };
    try {
      return await connection.execute((client) => client.eval(script, call));
    } catch (error) {
      onError('lease', error);
      return undefined;
    }
  }
}
