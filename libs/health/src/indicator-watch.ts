import type { HealthIndicator, HealthState } from './health-indicator';

/** What is known of an indicator at this moment. */
export interface IndicatorReading {
  readonly state: HealthState;
  /** Milliseconds since the result was asked for; Infinity while there is none, 0 for an instant indicator. */
  readonly ageMs: number;
  /** What the last check threw. It may name hosts: never shown as it is. */
  readonly error?: unknown;
}

/** Keeps one indicator's state at hand, so that a probe never waits. */
export interface IndicatorWatch {
  readonly indicator: HealthIndicator;
  /** Resolves with the first result, and when the watch is stopped. */
  readonly firstResult: Promise<void>;
  /** Its state is the failed one while there is no result, or only one that is too old. */
  current(): IndicatorReading;
  /** Starts watching; the timers do not keep the process alive. */
  start(): void;
  /** Stops watching and aborts a running check. */
  stop(): void;
}
