import { Lease } from '../stores/redis/lease/lease';
import type { Leases, LoadSubject } from '../stores/redis/lease/leases';
import type { Entry } from '../stores/entry';
import type { TieredStore } from '../stores/tiered/tiered-store';
import type { Clock } from './clock';

export interface SharedLoadsOptions {
  readonly leases: Leases;
  readonly tiers: TieredStore;
  readonly clock: Clock;
  /** A Redis that took longer than this to answer is not asked for more. */
  readonly patienceMs: number;
}

/** What is to be loaded, for whom. */
export interface Wanted extends LoadSubject {
  /** Whether an entry that another process has stored will do. */
  readonly isGood: (entry: Entry) => boolean;
  /** The longest wait for another process; Infinity: as long as its lease is renewed. */
  readonly limitMs: number;
  /** When Redis was asked for the entry. */
  readonly askedAtMs: number;
}

/** Lets one process load for all that want the same key at the same time. */
export class SharedLoads {
  readonly #options: SharedLoadsOptions;

  constructor(options: SharedLoadsOptions) {
    this.#options = options;
  }

  /**
   * Waits for its turn. Gives the entry that another process has loaded meanwhile; or the lease
   * under which the caller is to load; or undefined: the caller is to load without one.
   *
   * A caller that was told of a load that failed, or whose value was not kept, loads by itself, so
   * that it gets its own loader's error and does not wait twice. When a holder has died, one of
   * those who wait takes its place.
   */
  async turn(wanted: Wanted): Promise<Entry | Lease | undefined> {
    const { clock, leases, patienceMs } = this.#options;
    if (clock.now() - wanted.askedAtMs > patienceMs) return undefined;
    const endMs = clock.now() + wanted.limitMs;
    while (clock.now() < endMs) {
      // In one packet, in this order: what was stored before the lease was free is found.
      const [claim, entry] = await Promise.all([leases.claim(wanted), this.#fetch(wanted)]);
      if (entry !== undefined) return this.#instead(claim, entry);
      if (claim === undefined || claim instanceof Lease) return claim;
      const end = await claim.wait(endMs - clock.now());
      if (end === 'loaded') return this.#fetch(wanted);
      if (end !== 'expired') return undefined;
    }
    return undefined;
  }

  async #fetch({ key, isGood }: Wanted): Promise<Entry | undefined> {
    const entry = await this.#options.tiers.fetch(key);
    return entry !== undefined && isGood(entry) ? entry : undefined;
  }

  /** Neither a lease nor a wait is needed for an entry that is there. */
  #instead(claim: Awaited<ReturnType<Leases['claim']>>, entry: Entry): Entry {
    if (claim instanceof Lease) void claim.end('loaded');
    else claim?.leave();
    return entry;
  }
}
