/** `degraded`: still serving, but not as it should. */
export type HealthStatus = 'up' | 'degraded' | 'down';

/** What an indicator reports. Everything in it is public: no host, address, user name or driver message. */
export interface HealthState {
  readonly status: HealthStatus;
  /** The value under `checks.<name>` of the summary. Default: `ok`, `degraded` or `error: unavailable`. */
  readonly text?: string;
  /** A further property beside `status` and `checks` of the summary. */
  readonly topLevel?: { readonly name: string; readonly value: string };
}

interface IndicatorDescription {
  /** Unique; lower-case letters, digits and `_`, starting with a letter. */
  readonly name: string;
  /** Whether `down` makes the application unready, and unhealthy where the summary shows it. */
  readonly critical: boolean;
  /** Whether the summary shows it; readiness asks it either way. Default true. */
  readonly inSummary?: boolean;
  /** What is reported when the indicator fails, is too slow, or its result is too old. Default: `down`. */
  readonly whenFailed?: HealthState;
}

/** A dependency that must be asked. It is asked in the background only, one question at a time. */
export interface CheckedIndicator extends IndicatorDescription {
  /** Pause between the end of a check and the next one. Default: the module's `intervalMs`. */
  readonly intervalMs?: number;
  /** Time limit of one check. Default: the module's `timeoutMs`. */
  readonly timeoutMs?: number;
  /**
   * Asks the dependency, on a connection of its own where it has a pool. A rejection reads as failed.
   * @param signal aborts at the time limit and at shutdown: give up and free what is held.
   */
  check(signal: AbortSignal): Promise<HealthState>;
}

/** A state that the process knows already: a setting, a flag, a circuit breaker. Read at every probe. */
export interface InstantIndicator extends IndicatorDescription {
  /**
   * Answers at once, without input or output; undefined while the start is not over: it then counts as failed, but
   * is not announced. A throw reads as failed.
   */
  read(): HealthState | undefined;
}

/** Something whose health matters to the application. */
export type HealthIndicator = CheckedIndicator | InstantIndicator;

/** The state that a failed indicator reports. */
export function failedState(indicator: HealthIndicator): HealthState {
  return indicator.whenFailed ?? { status: 'down' };
}
