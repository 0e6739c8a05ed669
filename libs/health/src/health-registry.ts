import {
  Inject,
  Injectable,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
} from '@nestjs/common';
import { CheckWatch } from './check-watch';
import { EventLoopLag } from './event-loop-lag';
import { HealthEvents } from './health-events';
import type { HealthIndicator } from './health-indicator';
import type { HealthTimings } from './health-options';
import type { IndicatorReading, IndicatorWatch } from './indicator-watch';
import { InstantWatch } from './instant-watch';
import { waitAtMost } from './time-limit';

/** Injection token of the module's times. */
export const HEALTH_TIMINGS = Symbol('HEALTH_TIMINGS');

const INDICATOR_NAME = /^[a-z][a-z0-9_]*$/;

/** An indicator with what is known of it at this moment. */
export interface IndicatorReport extends IndicatorReading {
  readonly indicator: HealthIndicator;
}

/** The application's health indicators, watched in the background from its start to its shutdown. */
@Injectable()
export class HealthRegistry implements OnApplicationBootstrap, OnModuleDestroy {
  readonly #eventLoop = new EventLoopLag();
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
      ...watch.current(),
    }));
  }

  /** Milliseconds by which the event loop has been late for some time; 0 as soon as it is in time. */
  get eventLoopLagMs(): number {
    return this.#eventLoop.sustainedMs;
  }

  /** Starts the checks and waits, at most `startupWaitMs`, for their first results. */
  async onApplicationBootstrap(): Promise<void> {
    this.#started = true;
    this.#eventLoop.start();
    const watches = [...this.#watches.values()];
    for (const watch of watches) watch.start();
    const first = Promise.all(watches.map((watch) => watch.firstResult));
    await waitAtMost(first, this.timings.startupWaitMs);
  }

  onModuleDestroy(): void {
    this.#started = false;
    this.#eventLoop.stop();
    for (const watch of this.#watches.values()) watch.stop();
  }

  #watch(indicator: HealthIndicator): IndicatorWatch {
    return 'check' in indicator
      ? new CheckWatch(indicator, this.timings, this.events)
      : new InstantWatch(indicator, this.timings, this.events);
  }
}
