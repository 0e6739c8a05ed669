import { randomUUID } from 'node:crypto';
import type { Coherence } from '../../../coherence/coherence';
import { RedisReplyError } from '../../../errors';
import type { Clock } from '../../../internal/clock';
import type { RedisConnection } from '../redis-connection';
import { Lease } from './lease';
import { decodeEnd, type LeaseKeys } from './lease-keys';
import { CLAIM } from './lease-scripts';
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

/**
 * Leases on loading a key, in Redis, so that one process loads for all. An optimisation: nothing is
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
   * The lease, or a wait for who has it; undefined when Redis cannot say, and the caller loads by
   * itself. A load that began before an invalidation of the subject is not waited for: its lease
   * is taken over. Never rejects, and takes no longer than a command.
   */
  async claim(subject: LoadSubject): Promise<Lease | Waiter | undefined> {
    if (!this.usable) return undefined;
    // Listens before it asks: what ends meanwhile is heard.
    const waiter = this.#waiters.add(subject.key);
    try {
      return await this.#claim(subject, waiter);
    } catch (error) {
      waiter.leave();
      this.#options.onError('lease', error);
      return undefined;
    }
  }

  async #claim(subject: LoadSubject, waiter: Waiter): Promise<Lease | Waiter> {
    const token = randomUUID();
    let held = await this.#ask(subject.key, token, '');
    if (held !== undefined && !this.#isCurrent(subject, held)) {
      held = await this.#ask(subject.key, token, held.token);
    }
    if (held !== undefined) {
      waiter.remainingMs = held.remainingMs;
      this.#probing ??= setInterval(() => void this.#probe(), PROBE_INTERVAL_MS).unref();
      return waiter;
    }
    waiter.leave();
    return new Lease(this.#options, subject.key, token);
  }

  async #ask(key: string, token: string, replaced: string): Promise<Held | undefined> {
    const { connection, coherence, keys, leaseMs } = this.#options;
    const stamp = `${coherence.applied} ${coherence.epoch ?? ''}`;
    const reply = await connection.execute((client) =>
      client.eval(CLAIM, {
        keys: [keys.prefix + key],
        arguments: [token, stamp, String(leaseMs), replaced],
      }),
    );
    return reply === null ? undefined : heldBy(reply);
  }

  /** Whether the holder's load began after all invalidations that are known here. */
  #isCurrent({ key, tags }: LoadSubject, { epoch, seq }: Held): boolean {
    const { applied, epoch: own, fences } = this.#options.coherence;
    if (epoch !== own) return false;
    if (tags === undefined && (seq < applied || fences.pending > 0)) return false;
    return fences.holdsInLog({ key, tags: tags ?? [] }, seq);
  }

  /** Waiting may last, but not for a Redis that cannot tell the end of it. */
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

function heldBy(reply: unknown): Held {
  const [token, stamp, remainingMs] = (Array.isArray(reply) ? reply : []) as readonly unknown[];
  if (typeof token !== 'string' || typeof stamp !== 'string' || typeof remainingMs !== 'number') {
    throw new RedisReplyError('Redis answered unlike a Redis server.');
  }
  const space = stamp.indexOf(' ');
  const [seq, epoch] = [stamp.slice(0, space), stamp.slice(space + 1)];
  return { token, epoch, seq: Number(seq), remainingMs };
}
