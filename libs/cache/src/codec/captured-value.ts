/** A value as the cache holds it: cut off from the loader's own object. */
export interface CapturedValue {
  /** Deep-frozen when `shareable`; else a private master of which each caller gets a copy. */
  readonly value: unknown;
  /** Nothing in it can be changed once frozen, so that all callers may hold the same object. */
  readonly shareable: boolean;
  /** `JSON.stringify` and `JSON.parse` give back the same value. */
  readonly jsonSafe: boolean;
  /** Estimated heap bytes. */
  readonly bytes: number;
}
