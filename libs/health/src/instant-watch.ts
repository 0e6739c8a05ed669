import type { HealthEvents } from './health-events';
import { failedState, type HealthState, type InstantIndicator } from './health-indicator';
import type { HealthTimings } from './health-options';
import type { IndicatorReading, IndicatorWatch } from './indicator-watch';
import { StatusTracker } from './status-tracker';

/** Reads an indicator's state whenever it is asked for; the timer only announces changes. */
export class InstantWatch implements IndicatorWatch {
  readonly indicator: InstantIndicator;
  readonly firstResult = Promise.resolve();
  readonly #intervalMs: number;
  readonly #tracker: StatusTracker;
  #timer: NodeJS.Timeout | undefined;

  constructor(indicator: InstantIndicator, timings: HealthTimings, events: HealthEvents) {
    this.indicator = indicator;
    this.#intervalMs = timings.intervalMs;
    this.#tracker = new StatusTracker(indicator, events);
  }

  current(): IndicatorReading {
    try {
      const state = this.indicator.read();
      if (state === undefined) return { state: failedState(this.indicator), ageMs: Infinity };
      return this.#noted(state);
    } catch (error) {
      return this.#noted(failedState(this.indicator), error);
    }
  }

  start(): void {
    this.stop();
    this.current();
    this.#timer = setInterval(() => this.current(), this.#intervalMs).unref();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #noted(state: HealthState, error?: unknown): IndicatorReading {
    this.#tracker.note(state.status, error);
    return { state, ageMs: 0, error };
  }
}
