import type { HealthIndicator, HealthState } from './health-indicator';

/** Keeps one indicator's state at hand, so that a probe never waits. */
export interface IndicatorWatch {
  readonly indicator: HealthIndicator;
  /** Whether a first result, good or bad, is in. */
  readonly settled: boolean;
  /** Resolves with the first result, and when the watch is stopped. */
  readonly firstResult: Promise<void>;
  /** The state now; the failed state while there is no result, or only one that is too old. */
  current(): HealthState;
  /** Starts watching; the timers do not keep the process alive. */
  start(): void;
  /** Stops watching and aborts a running check. */
  stop(): void;
}
