/** An invalidation that is stored, and perhaps not published yet. */
export interface StoredInvalidation {
  readonly id: string;
  /** As the cache gave them to `add`; to be kept as they are. */
  readonly names: string;
}

/** Which invalidations `drain` takes. */
export interface DrainLimits {
  /** Younger ones are left to the process that stored them. */
  readonly minAgeMs: number;
  readonly maxRows: number;
}

/**
 * Where invalidations lie between COMMIT and their publication, so that they outlive their process:
 * a table beside the data. Shared by all processes. Every method may reject, and must be bounded.
 */
export interface InvalidationOutbox {
  /** Stores names in the caller's transaction; at once outside of one. Returns the new id. */
  add(names: string): Promise<string>;
  /** Forgets what has been published. Ids that are gone are ignored. */
  remove(ids: readonly string[]): Promise<void>;
  /** Up to `maxRows` committed ones, the oldest first, also those that another process drains now. */
  peek(maxRows: number): Promise<readonly StoredInvalidation[]>;
  /**
   * Claims what no other process has claimed, and removes it when `publish` has resolved. When it
   * rejects, or the process dies, all of it stays.
   */
  drain(
    limits: DrainLimits,
    publish: (stored: readonly StoredInvalidation[]) => Promise<void>,
  ): Promise<void>;
}
