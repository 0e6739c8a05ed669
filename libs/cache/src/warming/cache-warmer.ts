/** Puts into the cache, when the process starts, what will be asked for. */
export interface CacheWarmer {
  /** Unique; lower-case letters, digits and `_`, beginning with a letter. */
  readonly name: string;
  /**
   * Asks for a bounded number of values, by the methods that cache them. A rejection is told as an `error` event and
   * changes nothing else.
   *
   * @param signal aborted after `warmTimeLimitMs` and at shutdown: begin nothing more
   */
  warm(signal: AbortSignal): Promise<unknown>;
}

/** All that a warmer can come to, in this order. */
export const WARMER_STATES = [
  'waiting',
  'running',
  'warm',
  'failed',
  'timed_out',
  'stopped',
] as const;

export type WarmerState = (typeof WARMER_STATES)[number];

/** Where a warmer is. */
export interface WarmerReport {
  readonly name: string;
  readonly state: WarmerState;
  /** For how long it ran, or has been running; 0 while it waits. */
  readonly durationMs: number;
}
