import {
  Inject,
  Injectable,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
} from '@nestjs/common';
import { CheckWatch } from './check-watch';
import { HealthEvents } from './health-events';
import type { HealthIndicator, HealthState } from './health-indicator';
import type { HealthTimings } from './health-options';
import type { IndicatorWatch } from './indicator-watch';
import { InstantWatch } from './instant-watch';
import { waitAtMost } from './time-limit';

/** Injection token of the module's times. */
export const HEALTH_TIMINGS = Symbol('HEALTH_TIMINGS');

const INDICATOR_NAME = /^[a-z][a-z0-9_]*$/;

/** An indicator with its state at this moment. */
export interface IndicatorReport {
  readonly indicator: HealthIndicator;
  readonly state: HealthState;
}

/** The application's health indicators, watched in the background from its start to its shutdown. */
@Injectable()
export class HealthRegistry implements OnApplicationBootstrap, OnModuleDestroy {
  readonly #watches = new Map<string, IndicatorWatch>();
  #started = false;

  constructor(
    @Inject(HEALTH_TIMINGS) private readonly timings: HealthTimings,
    private readonly events: HealthEvents,
  ) {}

  /**
   * Adds an indicator; one that is added after the start is watched at once.
   * @throws Error when the name is taken or malformed, RangeError when its times exceed `maxAgeMs`.
   */
  register(indicator: HealthIndicator): void {
    const { name } = indicator;
    if (!INDICATOR_NAME.test(name)) throw new Error(`"${name}" is no name for a health indicator.`);
    if (this.#watches.has(name)) throw new Error(`Health indicator "${name}" is registered twice.`);
    const watch = this.#watch(indicator);
    this.#watches.set(name, watch);
    if (this.#started) watch.start();
  }

  /** Every indicator's state now, in the order of registration. Waits for nothing. */
  reports(): IndicatorReport[] {
    return [...this.#watches.values()].map((watch) => ({
      indicator: watch.indicator,
      state: watch.current(),
    }));
  }

  /** Whether every indicator has had a first result, good or bad. */
  get settled(): boolean {
    return [...this.#watches.values()].every((watch) => watch.settled);
  }

  /** Starts the checks and waits, at most `startupWaitMs`, for their first results. */
  async onApplicationBootstrap(): Promise<void> {
    this.#started = true;
    const watches = [...this.#watches.values()];
    for (const watch of watches) watch.start();
    const first = Promise.all(watches.map((watch) => watch.firstResult));
    await waitAtMost(first, this.timings.startupWaitMs);
  }

  onModuleDestroy(): void {
    this.#started = false;
    for (const watch of this.#watches.values()) watch.stop();
  }

  #watch(indicator: HealthIndicator): IndicatorWatch {
    return 'check' in indicator
      ? new CheckWatch(indicator, this.timings, this.events)
      : new InstantWatch(indicator, this.timings, this.events);
  }
}
