import { monitorEventLoopDelay, type IntervalHistogram } from 'node:perf_hooks';
import type { MetricsRegistry } from '../metrics-registry';

const NANOSECONDS = 1e9;

/** What is shown of the delays, in nanoseconds. */
const FIGURES: Readonly<Record<string, (delays: IntervalHistogram) => number>> = {
  min: ({ min }) => min,
  max: ({ max }) => max,
  mean: ({ mean }) => mean,
  stddev: ({ stddev }) => stddev,
  p50: (delays) => delays.percentile(50),
  p90: (delays) => delays.percentile(90),
  p99: (delays) => delays.percentile(99),
};

/**
 * How late the event loop was since the last scrape. A timer is set every 10 ms, and its time is part of each
 * figure: an idle process shows 0.01. Several scrapers shorten each other's time span.
 */
export function registerEventLoopDelay(registry: MetricsRegistry): void {
  const delays = new RecentDelays();
  registry.atEnd(() => delays.stop());
  const sources = Object.keys(FIGURES).map((figure) => ({
    name: `nodejs_eventloop_delay_${figure}_seconds`,
    help: `Delay of the event loop since the last scrape (${figure}), 10 ms of it by design.`,
    collect: () => delays.read(figure).map((value) => ({ value: value / NANOSECONDS })),
  }));
  for (const source of sources) registry.register({ ...source, type: 'gauge' });
}

class RecentDelays {
  readonly #histogram = monitorEventLoopDelay();
  #figures: ReadonlyMap<string, number> | undefined;

  constructor() {
    this.#histogram.enable();
  }

  stop(): void {
    this.#histogram.disable();
  }

  /** One value, or none where nothing was measured. */
  read(figure: string): number[] {
    this.#figures ??= this.#take();
    const value = this.#figures.get(figure);
    return value === undefined ? [] : [value];
  }

  /** The sources of one scrape are asked in one turn of the event loop: all show the same span of time. */
  #take(): ReadonlyMap<string, number> {
    const figures = new Map<string, number>();
    if (this.#histogram.count > 0) {
      for (const [name, read] of Object.entries(FIGURES)) figures.set(name, read(this.#histogram));
    }
    this.#histogram.reset();
    setImmediate(() => (this.#figures = undefined));
    return figures;
  }
}
