import type { HealthEvents } from './health-events';
import { failedState, type CheckedIndicator, type HealthState } from './health-indicator';
import type { HealthTimings } from './health-options';
import type { IndicatorReading, IndicatorWatch } from './indicator-watch';
import { StatusTracker } from './status-tracker';
import { HealthCheckTimeoutError, withTimeLimit } from './time-limit';

/**
 * A check that ignores its abort signal blocks the next one, so that a frozen dependency does not collect
 * checks. After this many time limits it is written off: a lost promise must not stop the watch for ever.
 */
const WRITE_OFF_AFTER_LIMITS = 10;

interface Result {
  readonly state: HealthState;
  readonly startedAtMs: number;
  readonly error?: unknown;
}

interface RunningCheck {
  readonly startedAtMs: number;
  readonly controller: AbortController;
}

/** Runs an indicator's check in the background, again and again, and keeps its last result. */
export class CheckWatch implements IndicatorWatch {
  readonly indicator: CheckedIndicator;
  readonly firstResult: Promise<void>;
  readonly #intervalMs: number;
  readonly #timeoutMs: number;
  readonly #maxAgeMs: number;
  readonly #tracker: StatusTracker;
  #resolveFirst: () => void = () => undefined;
  #result: Result | undefined;
  #running: RunningCheck | undefined;
  #timer: NodeJS.Timeout | undefined;
  #started = false;

  /** @throws RangeError when results would be too old before the next one could arrive. */
  constructor(indicator: CheckedIndicator, timings: HealthTimings, events: HealthEvents) {
    this.indicator = indicator;
    this.#intervalMs = indicator.intervalMs ?? timings.intervalMs;
    this.#timeoutMs = indicator.timeoutMs ?? timings.timeoutMs;
    this.#maxAgeMs = timings.maxAgeMs;
    if (this.#maxAgeMs < this.#intervalMs + this.#timeoutMs) {
      throw new RangeError(
        `health indicator ${indicator.name}: maxAgeMs must be at least intervalMs + timeoutMs.`,
      );
    }
    this.#tracker = new StatusTracker(indicator, events);
    this.firstResult = new Promise((resolve) => {
      this.#resolveFirst = resolve;
    });
  }

  current(): IndicatorReading {
    const result = this.#result;
    if (result === undefined) return { state: failedState(this.indicator), ageMs: Infinity };
    const ageMs = performance.now() - result.startedAtMs;
    const state = ageMs > this.#maxAgeMs ? failedState(this.indicator) : result.state;
    return { state, ageMs, error: result.error };
  }

  start(): void {
    if (this.#started) return;
    this.#started = true;
    void this.#cycle();
  }

  stop(): void {
    this.#started = false;
    clearTimeout(this.#timer);
    this.#running?.controller.abort();
    this.#resolveFirst();
  }

  /** Never rejects: a failing check is a result. */
  async #cycle(): Promise<void> {
    const startedAtMs = performance.now();
    try {
      this.#conclude(startedAtMs, await this.#check(startedAtMs));
    } catch (error) {
      this.#conclude(startedAtMs, failedState(this.indicator), error);
    }
    if (!this.#started) return;
    this.#timer = setTimeout(() => void this.#cycle(), this.#intervalMs).unref();
  }

  #check(startedAtMs: number): Promise<HealthState> {
    if (this.#isBlocked(startedAtMs)) {
      return Promise.reject(new HealthCheckTimeoutError(this.#timeoutMs));
    }
    const running = { startedAtMs, controller: new AbortController() };
    const work = Promise.resolve().then(() => this.indicator.check(running.controller.signal));
    this.#running = running;
    const settle = (): void => {
      if (this.#running === running) this.#running = undefined;
    };
    work.then(settle, settle);
    return withTimeLimit(work, this.#timeoutMs, running.controller);
  }

  #isBlocked(nowMs: number): boolean {
    const running = this.#running;
    if (running === undefined) return false;
    return nowMs - running.startedAtMs < this.#timeoutMs * WRITE_OFF_AFTER_LIMITS;
  }

  #conclude(startedAtMs: number, state: HealthState, error?: unknown): void {
    if (!this.#started) return;
    this.#result = { state, startedAtMs, error };
    this.#resolveFirst();
    this.#tracker.note(state.status, error);
  }
}
