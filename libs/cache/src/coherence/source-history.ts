/** The history of the data source, whose replicas may be behind it. Platform code joins it to the database. */
export interface VersionFence {
  /** An opaque place in that history that contains everything committed so far. */
  position(): Promise<string | undefined>;
  /**
   * Runs a load so that each of its reads sees at least all those positions. A text that is no position,
   * such as '', stands for everything committed so far.
   */
  readAfter<T>(positions: readonly string[], load: () => Promise<T>): Promise<T>;
}

const EVERYTHING: readonly string[] = [''];

/** Positions kept before a sample of our own replaces them. */
const MAX_POSITIONS = 64;

/**
 * What loads must see, so that no entry is filled from a replica that is behind an invalidation: the positions of
 * all invalidations that are known here, of any name. Coarser than per name, which costs a read of the source
 * itself while a replica lags; nothing is lost when names are forgotten.
 */
export class SourceHistory {
  readonly #fence: VersionFence | undefined;
  readonly #onError: (error: unknown) => void;
  /** In the order in which they became known. */
  #positions = new Set<string>();
  /** Samples under way: something was invalidated whose position is not known yet. */
  #sampling = 0;
  /** Something was invalidated whose position was not told. */
  #blind = false;

  constructor(fence: VersionFence | undefined, onError: (error: unknown) => void) {
    this.#fence = fence;
    this.#onError = onError;
  }

  /**
   * Something has been committed, or its position is unknown. Until the source has said where it is, loads read at
   * the source. Never rejects.
   *
   * @returns the position of the source now
   */
  async sample(): Promise<string | undefined> {
    if (this.#fence === undefined) return undefined;
    const covered = [...this.#positions];
    const wasBlind = this.#blind;
    this.#sampling++;
    try {
      const position = await this.#fence.position();
      this.#cover(covered, wasBlind, position);
      return position;
    } catch (error) {
      this.#blind = true;
      this.#onError(error);
      return undefined;
    } finally {
      this.#sampling--;
    }
  }

  /** Another process has invalidated something; undefined: it does not say when. */
  note(position: string | undefined): void {
    if (this.#fence === undefined) return;
    if (position === undefined) this.#blind = true;
    else this.#positions.add(position);
    const wanting = this.#blind || this.#positions.size > MAX_POSITIONS;
    if (wanting && this.#sampling === 0) void this.sample();
  }

  /** Runs a load that begins now. */
  readAfter<T>(load: () => Promise<T>): Promise<T> {
    if (this.#fence === undefined) return load();
    const unknown = this.#sampling > 0 || this.#blind;
    if (this.#blind && this.#sampling === 0) void this.sample();
    return this.#fence.readAfter(unknown ? EVERYTHING : [...this.#positions], load);
  }

  /** A sample contains all that was known when it was taken. */
  #cover(covered: readonly string[], wasBlind: boolean, position: string | undefined): void {
    if (position === undefined) {
      this.#blind = true;
      return;
    }
    for (const old of covered) this.#positions.delete(old);
    this.#positions.add(position);
    if (wasBlind) this.#blind = false;
  }
}
