/** Timing of the background checks. */
export interface HealthOptions {
  /** Pause between two checks of an indicator, in milliseconds. Default 1,000. */
  readonly intervalMs?: number;
  /** Time limit of one check, in milliseconds. Default 1,000. */
  readonly timeoutMs?: number;
  /**
   * Age at which a result counts as failed, in milliseconds. Default 5,000: three checks at the default
   * times may be late, as after a blocked event loop. At least the interval plus the time limit.
   */
  readonly maxAgeMs?: number;
  /** How long the start of the application waits for the first results, in milliseconds. Default 2,000. */
  readonly startupWaitMs?: number;
  /** Lateness of the event loop, sample after sample, at which liveness fails, in milliseconds. Default 1,000. */
  readonly maxEventLoopLagMs?: number;
}

/** All times known. */
export type HealthTimings = Required<HealthOptions>;

const DEFAULTS: HealthTimings = {
  intervalMs: 1_000,
  timeoutMs: 1_000,
  maxAgeMs: 5_000,
  startupWaitMs: 2_000,
  maxEventLoopLagMs: 1_000,
};

/** Fills in the defaults. @throws RangeError for times that no check could keep. */
export function healthTimings(options: HealthOptions = {}): HealthTimings {
  const timings: HealthTimings = {
    intervalMs: options.intervalMs ?? DEFAULTS.intervalMs,
    timeoutMs: options.timeoutMs ?? DEFAULTS.timeoutMs,
    maxAgeMs: options.maxAgeMs ?? DEFAULTS.maxAgeMs,
    startupWaitMs: options.startupWaitMs ?? DEFAULTS.startupWaitMs,
    maxEventLoopLagMs: options.maxEventLoopLagMs ?? DEFAULTS.maxEventLoopLagMs,
  };
  for (const [name, value] of Object.entries(timings)) {
    if (!(Number.isFinite(value) && value > 0)) {
      throw new RangeError(
        `health option ${name} must be a positive number, not ${String(value)}.`,
      );
    }
  }
  return timings;
}
