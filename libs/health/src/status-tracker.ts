import type { HealthEvents } from './health-events';
import type { HealthIndicator, HealthStatus } from './health-indicator';

/** Remembers an indicator's status and announces when it changes. */
export class StatusTracker {
  readonly #indicator: HealthIndicator;
  readonly #events: HealthEvents;
  #status: HealthStatus | undefined;

  constructor(indicator: HealthIndicator, events: HealthEvents) {
    this.#indicator = indicator;
    this.#events = events;
  }

  note(to: HealthStatus, error?: unknown): void {
    const from = this.#status;
    if (from === to) return;
    this.#status = to;
    const { name, critical } = this.#indicator;
    this.#events.emit('change', { indicator: name, critical, from, to, error });
  }
}
