import {
  Inject,
  Injectable,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
} from '@nestjs/common';
import { CacheOptionsError, WarmerTimeoutError } from '../errors';
import { CacheEvents } from '../events/cache-events';
import { CacheRuntime } from '../internal/cache-runtime';
import { settlesWithin } from '../internal/timed-load';
import type { CacheWarmer, WarmerReport } from './cache-warmer';
import { Warming } from './warming';

const NAME = /^[a-z][a-z0-9_]{0,63}$/;

/** How long a shutdown waits for warmers that have been told to stop. */
const STOP_WAIT_MS = 1_000;

/**
 * Runs the application's warmers when it has started, a few at a time. Nothing waits for them but whoever asks
 * {@link warming}, as readiness does, and no longer than `warmTimeLimitMs`. With the cache off none is run.
 */
@Injectable()
export class CacheWarmers implements OnApplicationBootstrap, OnModuleDestroy {
  readonly #runtime: CacheRuntime;
  readonly #events: CacheEvents;
  readonly #warmings: Warming[] = [];
  readonly #stopping = new AbortController();
  #limit: NodeJS.Timeout | undefined;
  #running: Promise<unknown> = Promise.resolve();
  #started = false;

  constructor(
    @Inject(CacheRuntime) runtime: CacheRuntime,
    @Inject(CacheEvents) events: CacheEvents,
  ) {
    this.#runtime = runtime;
    this.#events = events;
  }

  /**
   * Adds a warmer; to be called before the application has started, as in a constructor.
   *
   * @throws CacheOptionsError when the name is malformed or taken, or the start is over
   */
  register(warmer: CacheWarmer): void {
    const { name } = warmer;
    if (!NAME.test(name)) throw new CacheOptionsError(`"${name}" is no name for a warmer.`);
    if (this.#started) throw new CacheOptionsError(`Warmer ${name} comes after the start.`);
    if (this.#warmings.some((other) => other.warmer.name === name)) {
      throw new CacheOptionsError(`Warmer ${name} is registered twice.`);
    }
    this.#warmings.push(new Warming(warmer, this.#runtime.clock));
  }

  /** Whether a warmer has still to end. */
  get warming(): boolean {
    return this.#runtime.options.enabled && !this.#warmings.every(({ ended }) => ended);
  }

  /** In the order of registration; none with the cache off. */
  reports(): readonly WarmerReport[] {
    return this.#runtime.options.enabled ? this.#warmings.map(({ report }) => report) : [];
  }

  onApplicationBootstrap(): void {
    this.#started = true;
    const { enabled, warmConcurrency, warmTimeLimitMs } = this.#runtime.options;
    if (!enabled || this.#warmings.length === 0) return;
    this.#limit = setTimeout(() => this.#giveUp(), warmTimeLimitMs).unref();
    const waiting = this.#warmings.values();
    const lanes = Array.from({ length: warmConcurrency }, () => this.#runAll(waiting));
    this.#running = Promise.all(lanes);
  }

  async onModuleDestroy(): Promise<void> {
    const wasWarming = this.warming;
    for (const warming of this.#unended()) this.#end(warming, 'stopped');
    this.#stopping.abort();
    if (wasWarming) await settlesWithin(this.#running, STOP_WAIT_MS);
  }

  /** Takes one after the other; several that do so share the iterator. Never rejects. */
  async #runAll(waiting: IterableIterator<Warming>): Promise<void> {
    for (const warming of waiting) if (!warming.ended) await this.#run(warming);
  }

  async #run(warming: Warming): Promise<void> {
    warming.begin();
    try {
      await warming.warmer.warm(this.#stopping.signal);
      if (!warming.ended) this.#end(warming, 'warm');
    } catch (error) {
      if (!warming.ended) this.#end(warming, 'failed', error);
    }
  }

  #giveUp(): void {
    const { warmTimeLimitMs } = this.#runtime.options;
    for (const warming of this.#unended()) {
      const error = new WarmerTimeoutError(`It had not ended after ${String(warmTimeLimitMs)} ms.`);
      this.#end(warming, 'timed_out', error);
    }
    this.#stopping.abort();
  }

  #unended(): readonly Warming[] {
    return this.#warmings.filter(({ ended }) => !ended);
  }

  #end(
    warming: Warming,
    state: 'warm' | 'failed' | 'timed_out' | 'stopped',
    error?: unknown,
  ): void {
    warming.end(state);
    const { name, durationMs } = warming.report;
    if (error !== undefined) this.#runtime.recorder.failed(`warm:${name}`, error);
    this.#events.emit('warmed', { warmer: name, state, durationMs });
    if (!this.warming) clearTimeout(this.#limit);
  }
}
