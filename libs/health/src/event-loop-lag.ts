const SAMPLE_INTERVAL_MS = 500;
/** So many samples in a row must be late: one long task is no reason to restart a process. */
const SAMPLES = 3;

/** How late the event loop has been, sample after sample. */
export class EventLoopLag {
  #recentMs: number[] = [];
  #dueAtMs = 0;
  #timer: NodeJS.Timeout | undefined;

  /** Starts sampling; the timer does not keep the process alive. */
  start(): void {
    this.stop();
    this.#dueAtMs = performance.now() + SAMPLE_INTERVAL_MS;
    this.#timer = setInterval(() => {
      this.#sample();
    }, SAMPLE_INTERVAL_MS).unref();
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#recentMs = [];
  }

  /** Milliseconds by which each of the last samples was late at least; 0 as soon as one is in time. */
  get sustainedMs(): number {
    return this.#recentMs.length < SAMPLES ? 0 : Math.min(...this.#recentMs);
  }

  #sample(): void {
    const nowMs = performance.now();
    const lateMs = Math.max(0, nowMs - this.#dueAtMs);
    this.#recentMs = [...this.#recentMs.slice(1 - SAMPLES), lateMs];
    this.#dueAtMs = nowMs + SAMPLE_INTERVAL_MS;
  }
}
