import type { RedisServers } from './redis-servers';
import { unlinkMatching } from './unlink';

/** Globs waiting beyond which further ones are left to expire by their TTL. */
const MAX_WAITING = 100;

/**
 * Frees what patterns have voided, in the background, one pattern after the other. Nothing depends
 * on it: void entries are not served; here their memory in Redis is given back early.
 */
export class PatternSweeper {
  readonly #servers: RedisServers;
  readonly #onError: (operation: string, error: unknown) => void;
  readonly #waiting = new Set<string>();
  #sweeping = false;

  constructor(servers: RedisServers, onError: (operation: string, error: unknown) => void) {
    this.#servers = servers;
    this.#onError = onError;
  }

  add(glob: string): void {
    if (this.#waiting.size < MAX_WAITING) this.#waiting.add(glob);
    if (!this.#sweeping) void this.#sweep();
  }

  async #sweep(): Promise<void> {
    this.#sweeping = true;
    try {
      for (const glob of this.#waiting) {
        this.#waiting.delete(glob);
        await unlinkMatching(this.#servers, glob);
      }
    } catch (error) {
      this.#waiting.clear();
      this.#onError('sweep', error);
    } finally {
      this.#sweeping = false;
    }
  }
}
