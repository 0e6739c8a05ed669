import type { StaleReason } from '../events/cache-events';
import type { TieredStore } from '../stores/tiered/tiered-store';
import type { Answer } from './answer';
import type { Clock } from './clock';
import type { Landing } from './flights';
import type { Recorder } from './recorder';
import { mayStandIn, type Terms } from './terms';
import { settlesWithin } from './timed-load';

/** Pause after a failed load, while which what stands in for its value is served without a new one. */
const RETRY_MS = 1_000;

/** Waits for loads, and finds what may stand in for the value of one that fails or takes too long. */
export class StandIns {
  readonly #tiers: TieredStore;
  readonly #recorder: Recorder;
  readonly #clock: Clock;

  constructor(tiers: TieredStore, recorder: Recorder, clock: Clock) {
    this.#tiers = tiers;
    this.#recorder = recorder;
    this.#clock = clock;
  }

  /** The landing, or a stale entry in its place; rejects as the landing does when there is none. */
  landing(key: string, terms: Terms, landing: Promise<Landing>): Promise<Landing | Answer> {
    return terms.ifErrorMs === 0 ? landing : this.#orStandIn(key, terms, landing);
  }

  async #orStandIn(
    key: string,
    terms: Terms,
    landing: Promise<Landing>,
  ): Promise<Landing | Answer> {
    if (terms.softTimeoutMs > 0 && !(await settlesWithin(landing, terms.softTimeoutMs))) {
      const standIn = this.#find(key, terms, 'timeout');
      if (standIn !== undefined) {
        landing.catch((error: unknown) => this.failed(key, 'load', error));
        return standIn;
      }
    }
    try {
      return await landing;
    } catch (error) {
      const standIn = this.#find(key, terms, 'error');
      if (standIn === undefined) throw error;
      this.failed(key, 'load', error);
      return standIn;
    }
  }

  /** Notes that a load has failed whose error no caller gets. */
  failed(key: string, operation: string, error: unknown): void {
    const entry = this.#tiers.kept(key);
    if (entry !== undefined) entry.retryAtMs = this.#clock.now() + RETRY_MS;
    this.#recorder.loadFailed(operation, error);
  }

  /** Looked up when it is needed: what has been invalidated meanwhile does not stand in. */
  #find(key: string, terms: Terms, reason: StaleReason): Answer | undefined {
    const entry = this.#tiers.kept(key);
    const now = this.#clock.now();
    if (entry === undefined || !mayStandIn(entry, terms, now)) return undefined;
    if (now < entry.expiresAtMs) return { entry, source: 'memory', freshness: 'due' };
    this.#recorder.stale(key, reason);
    return { entry, source: 'stale', freshness: 'stale' };
  }
}
