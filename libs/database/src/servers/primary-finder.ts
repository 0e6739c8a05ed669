import type { ClientConfig } from 'pg';
import { PrimaryHistory } from './primary-history';
import type { ServerSample } from './server-sample';
import { ServerWatch, type WatchLimits } from './server-watch';

/** Who is told when the primary changes. Must not throw. */
export interface PrimaryListener {
  /** Another server is the primary now. */
  moved(): void;
  /** A server was promoted: its history goes on in another timeline. */
  promoted(timeline: number): void;
}

/**
 * Knows which of several servers takes writes, and where the primary is in its history. A server of an
 * older timeline than was seen is never taken: it is a primary of before that does not know of its end.
 */
export class PrimaryFinder {
  readonly history = new PrimaryHistory();
  readonly #configs: readonly ClientConfig[];
  readonly #listener: PrimaryListener;
  readonly #watches: readonly ServerWatch[];
  readonly #samples: (ServerSample | undefined)[];
  #current = 0;
  #timeline: number | undefined;

  /** @param configs where the servers are; the first one is the primary until another is found to be. */
  constructor(configs: readonly ClientConfig[], limits: WatchLimits, listener: PrimaryListener) {
    this.#configs = configs;
    this.#listener = listener;
    this.#samples = configs.map(() => undefined);
    this.#watches = configs.map(
      (config, index) =>
        new ServerWatch(config, limits, {
          sampled: (sample) => this.#sampled(index, sample),
          failed: () => (this.#samples[index] = undefined),
        }),
    );
  }

  /** How to connect to the primary. */
  get config(): ClientConfig {
    const config = this.#configs[this.#current];
    if (config === undefined) throw new Error('A database needs a primary.');
    return config;
  }

  /** The newest one seen. */
  get timeline(): number | undefined {
    return this.#timeline;
  }

  /** Whether a server that takes writes is known; with one server alone there is nothing to find. */
  get found(): boolean {
    return this.#configs.length === 1 || this.#samples[this.#current]?.writable === true;
  }

  /** Resolves when every server was asked for the first time; goes on without keeping the process alive. */
  async start(): Promise<void> {
    await Promise.all(this.#watches.map((watch) => watch.start()));
  }

  stop(): void {
    for (const watch of this.#watches) watch.stop();
  }

  #sampled(index: number, sample: ServerSample): void {
    this.#samples[index] = sample;
    const { timeline } = sample.position;
    if (!sample.writable || timeline < (this.#timeline ?? 0)) return;
    if (index !== this.#current) {
      if (this.#keepsCurrent(timeline)) return;
      this.#current = index;
      this.#noteTimeline(timeline);
      this.#listener.moved();
    } else this.#noteTimeline(timeline);
    this.history.add(sample.durable, sample.answeredAt);
  }

  /** Of two that take writes in one timeline, which are one server by two ways, none is better. */
  #keepsCurrent(timeline: number): boolean {
    const current = this.#samples[this.#current];
    return current?.writable === true && current.position.timeline >= timeline;
  }

  #noteTimeline(timeline: number): void {
    const known = this.#timeline;
    this.#timeline = timeline;
    if (known !== undefined && known !== timeline) this.#listener.promoted(timeline);
  }
}
