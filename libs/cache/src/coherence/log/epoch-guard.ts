import type { RedisClient } from '../../stores/redis/redis-client';
import type { Coherence } from '../coherence';
import { attach } from './attach';
import type { LogKeys } from './log-keys';

export interface EpochGuardOptions {
  readonly coherence: Coherence;
  readonly keys: LogKeys;
  /** Nothing is trusted any more: the log that is in force now has to be read. */
  readonly onForeignEpoch: () => void;
}

/** Ends the trust in what is known here as soon as anybody finds that another log is in force. */
export class EpochGuard {
  readonly #options: EpochGuardOptions;
  #redisMajor = 7;

  constructor(options: EpochGuardOptions) {
    this.#options = options;
  }

  /** Major version of the server that was greeted last. */
  get redisMajor(): number {
    return this.#redisMajor;
  }

  /** On each new connection for commands, before it is used. */
  async greet(client: RedisClient): Promise<void> {
    const { coherence, keys } = this.#options;
    const { epoch: known, applied } = coherence;
    const { epoch, redisMajor } = await attach(client, keys, { epoch: known, applied });
    this.#redisMajor = redisMajor;
    // The heartbeat that follows would find it too, a round trip later.
    if (known !== undefined && known !== epoch) this.foreignEpoch();
  }

  /** Another epoch than ours is in force, or ours was set back. */
  foreignEpoch(): void {
    const { coherence, onForeignEpoch } = this.#options;
    coherence.distrust();
    onForeignEpoch();
  }
}
