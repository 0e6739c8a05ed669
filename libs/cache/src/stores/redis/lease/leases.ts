import { randomUUID } from 'node:crypto';
import type { Coherence } from '../../../coherence/coherence';
import { RedisReplyError } from '../../../errors';
import type { Clock } from '../../../internal/clock';
import type { RedisConnection } from '../redis-connection';
import { Lease } from './lease';
import { decodeEnd, type LeaseKeys } from './lease-keys';
import { CLAIM, inRuns } from './lease-scripts';
import { type Waiter, Waiters } from './waiters';

/** While somebody waits, Redis is asked this often whether it still answers; one question for all. */
const PROBE_INTERVAL_MS = 25;

export interface LeasesOptions {
  /** For commands. */
  readonly connection: RedisConnection;
  /** A connection that is subscribed to the channel of `keys`; see {@link Leases.heard}. */
  readonly listening: () => boolean;
  readonly keys: LeaseKeys;
  /** Milliseconds. */
  readonly leaseMs: number;
  readonly coherence: Coherence;
  readonly clock: Clock;
  readonly onError: (operation: string, error: unknown) => void;
}

/** What is to be loaded; tags undefined: known only when the value is. */
export interface LoadSubject {
  readonly key: string;
  readonly tags: readonly string[] | undefined;
}

/** A lease that another process holds. */
interface Held {
  readonly token: string;
  readonly epoch: string;
  readonly seq: number;
  readonly remainingMs: number;
}

/** What came of a claim. Keys in neither are to be loaded without a lease: Redis cannot say. */
export interface Claim {
  /** On those that were free; undefined when none was. */
  readonly lease: Lease | undefined;
  /** For those that other processes load. */
  readonly waiting: readonly Waiter[];
}

const NOTHING: Claim = { lease: undefined, waiting: [] };

/**
 * Leases on loading keys, in Redis, so that one process loads for all. An optimisation: nothing is
 * wrong when two load, and whether a value may be served is decided by its stamp alone.
 */
export class Leases {
  readonly #options: LeasesOptions;
  readonly #waiters = new Waiters();
  #probing: NodeJS.Timeout | undefined;
  #asking = false;

  constructor(options: LeasesOptions) {
    this.#options = options;
  }

  /** Whether leases can be claimed now. */
  get usable(): boolean {
    const { clock, coherence, connection, listening } = this.#options;
    return connection.ready && listening() && clock.now() < coherence.trustedUntilMs;
  }

  /** A message on the channel. */
  heard(message: string): void {
    const { key, end } = decodeEnd(message);
    this.#waiters.wake(key, end);
  }

  /** Redis does not answer, or nothing is heard any more: nobody waits on. */
  lost(): void {
    this.#waiters.wakeAll('lost');
  }

  /**
   * Claims the loads of some keys in one round trip. A load that began before an invalidation of its
   * subject is not waited for: its lease is taken over. Never rejects, and takes no longer than two commands.
   */
  async claim(subjects: readonly LoadSubject[]): Promise<Claim> {
    if (!this.usable || subjects.length === 0) return NOTHING;
    // Listens before it asks: what ends meanwhile is heard.
    const waiters = subjects.map(({ key }) => this.#waiters.add(key));
    try {
      return await this.#claim(subjects, waiters);
    } catch (error) {
      for (const waiter of waiters) waiter.leave();
      this.#options.onError('lease', error);
      return NOTHING;
    }
  }

  async #claim(subjects: readonly LoadSubject[], waiters: readonly Waiter[]): Promise<Claim> {
    const token = randomUUID();
    const held = await this.#askTwice(subjects, token);
    const waiting = waiters.filter(({ key }) => held.has(key));
    const free = waiters.filter(({ key }) => !held.has(key));
    for (const waiter of free) waiter.leave();
    for (const waiter of waiting) waiter.remainingMs = held.get(waiter.key)?.remainingMs ?? 0;
    if (waiting.length > 0) this.#watch();
    const keys = free.map(({ key }) => key);
    return { lease: keys.length > 0 ? new Lease(this.#options, keys, token) : undefined, waiting };
  }

  /** The second time for leases of loads that are out of date. Returns those that others hold, by key. */
  async #askTwice(subjects: readonly LoadSubject[], token: string): Promise<Map<string, Held>> {
    const held = await this.#ask(subjects, token);
    const outdated = subjects.filter((subject) => {
      const other = held.get(subject.key);
      return other !== undefined && !this.#isCurrent(subject, other);
    });
    const still = await this.#ask(outdated, token, held);
    for (const { key } of outdated) held.delete(key);
    return new Map([...held, ...still]);
  }

  /** @param replaced leases that may be taken over */
  async #ask(
    subjects: readonly LoadSubject[],
    token: string,
    replaced: ReadonlyMap<string, Held> = new Map(),
  ): Promise<Map<string, Held>> {
    const { connection, coherence, keys, leaseMs } = this.#options;
    const args = [token, `${coherence.applied} ${coherence.epoch ?? ''}`, String(leaseMs)];
    const asked = inRuns(subjects).map((run) => {
      const leases = run.map(({ key }) => keys.prefix + key);
      const tokens = run.map(({ key }) => replaced.get(key)?.token ?? '');
      const call = { keys: leases, arguments: [...args, ...tokens] };
      return connection.execute((client) => client.eval(CLAIM, call));
    });
    const replies = (await Promise.all(asked)).flat();
    const outcomes = subjects.map(({ key }, index) => [key, heldBy(replies[index])] as const);
    return new Map(outcomes.flatMap(([key, held]) => (held === undefined ? [] : [[key, held]])));
  }

  /** Whether the holder's load began after all invalidations that are known here. */
  #isCurrent({ key, tags }: LoadSubject, { epoch, seq }: Held): boolean {
    const { applied, epoch: own, fences } = this.#options.coherence;
    if (epoch !== own) return false;
    if (tags === undefined && (seq < applied || fences.pending > 0)) return false;
    return fences.holdsInLog({ key, tags: tags ?? [] }, seq);
  }

  /** Waiting may last, but not for a Redis that cannot tell the end of it. */
  #watch(): void {
    this.#probing ??= setInterval(() => void this.#probe(), PROBE_INTERVAL_MS).unref();
  }

  async #probe(): Promise<void> {
    const { connection, keys, onError } = this.#options;
    const key = this.#waiters.some;
    if (key === undefined) {
      clearInterval(this.#probing);
      this.#probing = undefined;
      return;
    }
    if (this.#asking) return;
    this.#asking = true;
    try {
      await connection.execute((client) => client.exists(keys.prefix + key));
    } catch (error) {
      onError('lease', error);
      this.lost();
    } finally {
      this.#asking = false;
    }
  }
}

/** undefined: the lease is the caller's. */
function heldBy(outcome: unknown): Held | undefined {
  if (outcome === 0) return undefined;
  const [token, stamp, remainingMs] = (Array.isArray(outcome) ? outcome : []) as readonly unknown[];
  if (typeof token !== 'string' || typeof stamp !== 'string' || typeof remainingMs !== 'number') {
    throw new RedisReplyError('Redis answered unlike a Redis server.');
  }
  const space = stamp.indexOf(' ');
  const [seq, epoch] = [stamp.slice(0, space), stamp.slice(space + 1)];
  return { token, epoch, seq: Number(seq), remainingMs };
}
