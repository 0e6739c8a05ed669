import type { Clock } from '../internal/clock';
import type { CacheWarmer, WarmerReport, WarmerState } from './cache-warmer';

/** One run of a warmer. */
export class Warming {
  readonly warmer: CacheWarmer;
  readonly #clock: Clock;
  #state: WarmerState = 'waiting';
  #begunAtMs: number | undefined;
  #endedAtMs: number | undefined;

  constructor(warmer: CacheWarmer, clock: Clock) {
    this.warmer = warmer;
    this.#clock = clock;
  }

  get ended(): boolean {
    return this.#state !== 'waiting' && this.#state !== 'running';
  }

  get report(): WarmerReport {
    const nowMs = this.#endedAtMs ?? this.#clock.now();
    const durationMs = nowMs - (this.#begunAtMs ?? nowMs);
    return { name: this.warmer.name, state: this.#state, durationMs };
  }

  begin(): void {
    this.#state = 'running';
    this.#begunAtMs = this.#clock.now();
  }

  end(state: Exclude<WarmerState, 'waiting' | 'running'>): void {
    this.#state = state;
    this.#endedAtMs = this.#clock.now();
  }
}
