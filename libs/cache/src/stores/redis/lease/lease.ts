import type { RedisConnection } from '../redis-connection';
import { encodeEnd, type LeaseKeys, type LoadEnd } from './lease-keys';
import { inRuns, RELEASE, RENEW } from './lease-scripts';

/** Renewals within the time of one lease; one may be lost. */
const RENEWALS = 3;

export interface LeaseOptions {
  readonly connection: RedisConnection;
  readonly keys: LeaseKeys;
  readonly leaseMs: number;
  readonly onError: (operation: string, error: unknown) => void;
}

/** This process loads some keys for all; renewed until each of them has ended. */
export class Lease {
  readonly #options: LeaseOptions;
  readonly #token: string;
  readonly #held: Set<string>;
  readonly #renewing: NodeJS.Timeout;

  constructor(options: LeaseOptions, held: readonly string[], token: string) {
    this.#options = options;
    this.#held = new Set(held);
    this.#token = token;
    this.#renewing = setInterval(() => void this.#renew(), options.leaseMs / RENEWALS).unref();
  }

  /** Tells those who wait in other processes; keys of others are passed over. Never rejects. */
  async end(keys: readonly string[], end: LoadEnd): Promise<void> {
    const ended = keys.filter((key) => this.#held.delete(key));
    if (this.#held.size === 0) clearInterval(this.#renewing);
    const { channel } = this.#options.keys;
    await this.#run(RELEASE, ended, (some) => [channel, ...some.map((key) => encodeEnd(key, end))]);
  }

  /** Stops when all have gone to other processes. */
  async #renew(): Promise<void> {
    const leaseMs = String(this.#options.leaseMs);
    const kept = await this.#run(RENEW, [...this.#held], () => [leaseMs]);
    if (kept?.every((count) => count === 0)) clearInterval(this.#renewing);
  }

  /** undefined when Redis has not answered. */
  async #run(
    script: string,
    held: readonly string[],
    args: (some: readonly string[]) => readonly string[],
  ): Promise<readonly unknown[] | undefined> {
    const { connection, keys, onError } = this.#options;
    const runs = inRuns(held).map((some) => ({
      keys: some.map((key) => keys.prefix + key),
      arguments: [this.#token, ...args(some)],
    }));
    try {
      return await Promise.all(
        runs.map((run) => connection.execute((client) => client.eval(script, run))),
      );
    } catch (error) {
      onError('lease', error);
      return undefined;
    }
  }
}
