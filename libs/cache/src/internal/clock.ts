/** Where the cache reads time; tests put their own in its place. */
export interface Clock {
  /** Monotonic milliseconds, for ages, windows and timeouts. */
  now(): number;
  /** Milliseconds since 1970, for what leaves the process. */
  wallTime(): number;
}

/** The process's own clocks. */
export const systemClock: Clock = {
  now: () => performance.now(),
  wallTime: () => Date.now(),
};
