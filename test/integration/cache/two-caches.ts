import type { CacheOptions } from '@strata/cache';
import { createClient } from 'redis';
import { eventually } from '../../support/eventually';
import { type OpenCache, openPair, patientRedis } from './open-cache';

/** So long that a test which waited for its end would fail. */
const LONG_LEASE_MS = 600_000;

let spaces = 0;

type Client = ReturnType<typeof newClient>;

function newClient(url: string) {
  return createClient({ url });
}

/** Two processes' worth of one cache, in a namespace of its own each time. */
export async function openTwo(
  url: string,
  options: CacheOptions = {},
): Promise<readonly [OpenCache, OpenCache]> {
  const common = {
    namespace: `flights-${++spaces}`,
    leaseMs: LONG_LEASE_MS,
    redis: patientRedis(url),
    ...options,
  };
  const pair = await openPair(common);
  const sharedLoads = common.leaseMs > 0;
  for (const { cache } of pair)
    await eventually(() => expect(cache.stats().redis).toMatchObject({ sharedLoads }));
  return pair;
}

export async function withClient<T>(url: string, use: (client: Client) => Promise<T>): Promise<T> {
  const client = newClient(url);
  await client.connect();
  try {
    return await use(client);
  } finally {
    client.destroy();
  }
}

/** Name of the lease on a key, in the namespace that was opened last. */
export function leaseOf(key: string): string {
  return `{flights-${spaces}}:lease:${key}`;
}

/** Resolves when the lease on a key has been renewed so often that it would have ended without. */
export async function outlived(url: string, key: string): Promise<void> {
  await withClient(url, async (client) => {
    const lines: string[] = [];
    await client.monitor((line) => lines.push(String(line)));
    const isRenewal = (line: string): boolean =>
      /lua\] "PEXPIRE"/i.test(line) && line.includes(leaseOf(key));
    const renewed = () => lines.filter(isRenewal).length;
    // Three within the time of a lease.
    await eventually(() => expect(renewed()).toBeGreaterThan(3));
  });
}

/** Resolves when somebody waits for the load of a key. */
export async function awaited(url: string, key: string): Promise<void> {
  const isWaited = (): Promise<boolean> =>
    withClient(url, async (client) => (await client.hGet(leaseOf(key), 'w')) === '1');
  await eventually(async () => expect(await isWaited()).toBe(true));
}

/** A load that goes on until the test ends it. */
export class OpenLoad<T = string> {
  calls = 0;
  /** What the loader was called with, call by call. */
  readonly asked: unknown[] = [];
  #settle: { resolve: (value: T) => void; reject: (error: Error) => void } | undefined;

  readonly load = (wanted?: unknown): Promise<T> => {
    this.calls++;
    this.asked.push(wanted);
    return new Promise((resolve, reject) => (this.#settle = { resolve, reject }));
  };

  async begun(calls = 1): Promise<void> {
    await eventually(() => expect(this.calls).toBe(calls), { intervalMs: 2 });
  }

  give(value: T): void {
    this.#settle?.resolve(value);
  }

  fail(message: string): void {
    this.#settle?.reject(new Error(message));
  }
}
