import type { CachePosition, Coherence } from '../coherence/coherence';
import { pause } from './pause';

/** The log is this little behind as a rule; longer waiting costs more than a load. */
const MAX_WAIT_MS = 50;

const STEP_MS = 2;

const NEVER = new AbortController().signal;

/** Keeps entries from calls that must see more than this process has applied. */
export class MinimumPosition {
  readonly #coherence: Coherence;
  readonly #required: () => CachePosition | undefined;

  constructor(coherence: Coherence, required: () => CachePosition | undefined) {
    this.#coherence = coherence;
    this.#required = required;
  }

  /** Whether the present call may be served what is here. On the hit path. */
  get reached(): boolean {
    const required = this.#required();
    return required === undefined || this.#coherence.hasReached(required);
  }

  /** Waits a little for the log to catch up. Resolves to whether it has. */
  async reachedSoon(): Promise<boolean> {
    const required = this.#required();
    if (required === undefined) return true;
    for (let waitedMs = 0; waitedMs < MAX_WAIT_MS; waitedMs += STEP_MS) {
      if (this.#coherence.hasReached(required)) return true;
      // Another log is not caught up with by waiting.
      if (this.#coherence.epoch !== required.epoch) return false;
      await pause(STEP_MS, NEVER);
    }
    return this.#coherence.hasReached(required);
  }
}
