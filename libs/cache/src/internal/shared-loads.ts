import type { Entry } from '../stores/entry';
import type { Lease } from '../stores/redis/lease/lease';
import type { Claim, Leases } from '../stores/redis/lease/leases';
import type { Waiter } from '../stores/redis/lease/waiters';
import type { TieredStore } from '../stores/tiered/tiered-store';
import type { Clock } from './clock';

export interface SharedLoadsOptions {
  readonly leases: Leases;
  readonly tiers: TieredStore;
  readonly clock: Clock;
  /** A Redis that took longer than this to answer is not asked for more. */
  readonly patienceMs: number;
}

/** Keys that are to be loaded, for whom. Each is answered once, by one of the two functions. */
export interface Wanted {
  readonly keys: readonly string[];
  /** undefined: known only when the values are. */
  readonly tags: readonly string[] | undefined;
  /** Whether an entry that another process has stored will do. */
  readonly isGood: (entry: Entry) => boolean;
  /** The longest wait for other processes; Infinity: as long as their leases are renewed. */
  readonly limitMs: number;
  /** When Redis was asked for the entries. */
  readonly askedAtMs: number;
  /** Another process has loaded it. */
  readonly onFound: (entry: Entry) => void;
  /** The caller is to load these, by one call; under the lease, if there is one. Must not throw. */
  readonly onTurn: (keys: readonly string[], lease: Lease | undefined) => void;
}

/** Lets one process load for all that want the same keys at the same time. */
export class SharedLoads {
  readonly #options: SharedLoadsOptions;

  constructor(options: SharedLoadsOptions) {
    this.#options = options;
  }

  /**
   * Has the caller load what nobody loads, and waits for the rest. Who waits holds no lease on anything
   * that it does not load at the same time, so that nobody waits in a circle. Never rejects.
   */
  async share(wanted: Wanted): Promise<void> {
    const { clock, patienceMs } = this.#options;
    const isSlow = clock.now() - wanted.askedAtMs > patienceMs;
    if (isSlow) wanted.onTurn(wanted.keys, undefined);
    else await new SharedBatch(this.#options, wanted).begin();
  }
}

/** One call's keys, until each of them is found or the caller's to load. */
class SharedBatch {
  readonly #options: SharedLoadsOptions;
  readonly #wanted: Wanted;
  readonly #endMs: number;
  /** For the next round. */
  #toClaim: string[] = [];
  #toLoad: string[] = [];

  constructor(options: SharedLoadsOptions, wanted: Wanted) {
    this.#options = options;
    this.#wanted = wanted;
    this.#endMs = options.clock.now() + wanted.limitMs;
  }

  begin(): Promise<void> {
    return this.#round(this.#wanted.keys, []);
  }

  async #round(keys: readonly string[], alone: readonly string[]): Promise<void> {
    const { onTurn, tags } = this.#wanted;
    const subjects = keys.map((key) => ({ key, tags }));
    // In one packet, in this order: what was stored before a lease was free is found.
    const [claim, found] = await Promise.all([
      this.#options.leases.claim(subjects),
      this.#find(keys),
    ]);
    const answered = this.#settle(claim, found);
    const due = [...alone, ...keys.filter((key) => !answered.has(key))];
    if (due.length > 0) onTurn(due, claim.lease);
  }

  /** Neither leases nor waits are needed for what is there. Returns the keys that are not to be loaded now. */
  #settle({ lease, waiting }: Claim, found: readonly Entry[]): ReadonlySet<string> {
    const answered = new Set(found.map(({ key }) => key));
    void lease?.end([...answered], 'loaded');
    for (const waiter of waiting) {
      if (answered.has(waiter.key)) waiter.leave();
      else void this.#wait(waiter);
      answered.add(waiter.key);
    }
    found.forEach(this.#wanted.onFound);
    return answered;
  }

  /**
   * A caller that is told of a load that failed, or whose value was not kept, loads by itself, so
   * that it gets its own loader's error and does not wait twice. When a holder has died, one of
   * those who wait takes its place.
   */
  async #wait(waiter: Waiter): Promise<void> {
    const { clock } = this.#options;
    const { key } = waiter;
    const end = await waiter.wait(this.#endMs - clock.now());
    const [entry] = end === 'loaded' ? await this.#find([key]) : [];
    if (entry !== undefined) this.#wanted.onFound(entry);
    else this.#postpone(key, end === 'expired' && clock.now() < this.#endMs);
  }

  /** What ends at the same time goes into one round, so that one call loads it. */
  #postpone(key: string, claims: boolean): void {
    if (this.#toClaim.length + this.#toLoad.length === 0) setImmediate(() => this.#next());
    (claims ? this.#toClaim : this.#toLoad).push(key);
  }

  #next(): void {
    const [keys, alone] = [this.#toClaim, this.#toLoad];
    this.#toClaim = [];
    this.#toLoad = [];
    void this.#round(keys, alone);
  }

  async #find(keys: readonly string[]): Promise<readonly Entry[]> {
    const entries = await this.#options.tiers.fetchMany(keys);
    return entries.filter((entry) => entry !== undefined).filter(this.#wanted.isGood);
  }
}
