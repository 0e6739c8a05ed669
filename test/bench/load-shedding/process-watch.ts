import { MetricsText } from '../../load/sampling/metrics-text';
import { nowMs } from '../../soak/cache/clock';

/** What the process said of itself at one time. */
export interface ProcessSample {
  /** On the clock that all processes share. */
  readonly atMs: number;
  readonly rssMb: number;
  readonly heapMb: number;
  /** Of the load shedder; NaN where there is none. */
  readonly limit: number;
  readonly running: number;
  readonly waiting: number;
}

const EVERY_MS = 500;
const TIMEOUT_MS = 2_000;
const BYTES_PER_MB = 1024 * 1024;

/** Reads the metrics of a process twice a second, by its management port. */
export class ProcessWatch {
  readonly samples: ProcessSample[] = [];
  readonly #timer: NodeJS.Timeout;

  constructor(origin: string) {
    this.#timer = setInterval(() => void this.#sample(origin), EVERY_MS);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  async #sample(origin: string): Promise<void> {
    try {
      const answer = await fetch(`${origin}/metrics`, { signal: AbortSignal.timeout(TIMEOUT_MS) });
      this.samples.push(sampleOf(new MetricsText(await answer.text())));
    } catch {
      // A gap in the charts tells it.
    }
  }
}

function sampleOf(metrics: MetricsText): ProcessSample {
  const value = (name: string) => metrics.sum(name) ?? Number.NaN;
  return {
    atMs: nowMs(),
    rssMb: value('process_resident_memory_bytes') / BYTES_PER_MB,
    heapMb: value('nodejs_heap_size_used_bytes') / BYTES_PER_MB,
    limit: value('load_limit_requests'),
    running: value('load_running_requests'),
    waiting: value('load_waiting_requests'),
  };
}
