import type { InvalidationOutbox } from './invalidation-outbox';

/** Ids that wait for their removal; further ones are left for the next drain. */
const MAX_WAITING = 10_000;

/** Removes published rows in the background, those of the same moment by one statement. */
export class PublishedRows {
  readonly #outbox: InvalidationOutbox;
  readonly #onError: (operation: string, error: unknown) => void;
  #waiting: string[] = [];
  #removing: Promise<void> | undefined;

  constructor(outbox: InvalidationOutbox, onError: (operation: string, error: unknown) => void) {
    this.#outbox = outbox;
    this.#onError = onError;
  }

  remove(ids: readonly string[]): void {
    if (this.#waiting.length + ids.length > MAX_WAITING) return;
    this.#waiting.push(...ids);
    this.#removing ??= this.#removeAll();
  }

  /** When nothing is under way any more. */
  async settled(): Promise<void> {
    await this.#removing;
  }

  async #removeAll(): Promise<void> {
    while (this.#waiting.length > 0) {
      const ids = this.#waiting;
      this.#waiting = [];
      try {
        await this.#outbox.remove(ids);
      } catch (error) {
        // The rows are published once more by the next drain, which costs misses only.
        this.#onError('outbox', error);
      }
    }
    this.#removing = undefined;
  }
}
