import { type Deferred, deferred } from '../../../libs/cache/src/internal/deferred';

/** The way back from Redis to one process, which may deliver late. */
export class Link {
  #held: Deferred<void>[] = [];

  /** Holds every answer back, on connections old and new, until the function that is returned is called. */
  hold(): () => void {
    const held = deferred<void>();
    this.#held.push(held);
    return () => {
      this.#held = this.#held.filter((each) => each !== held);
      held.resolve();
    };
  }

  get isHeld(): boolean {
    return this.#held.length > 0;
  }

  /** Resolves when nothing is held back. */
  async delivered(): Promise<void> {
    for (let [held] = this.#held; held !== undefined; [held] = this.#held) await held.promise;
  }
}
