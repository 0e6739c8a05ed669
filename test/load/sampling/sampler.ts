import { nowMs } from '../../soak/cache/clock';
import type { Service } from '../stand/service';
import { MetricsText } from './metrics-text';
import { sampleOf, type Sample } from './sample';

const EVERY_MS = 1_000;
/** A process that does not answer by then leaves a gap. */
const TIMEOUT_MS = 900;

/** Reads the metrics of every process once a second. */
export class Sampler {
  readonly samples: Sample[] = [];
  readonly #startAtMs: number;
  readonly #timer: NodeJS.Timeout;

  /** @param startAtMs on the clock of {@link nowMs}; what the times of samples count from. */
  constructor(services: readonly Service[], startAtMs: number) {
    this.#startAtMs = startAtMs;
    this.#timer = setInterval(() => {
      if (nowMs() < startAtMs) return;
      for (const service of services) void this.#sample(service);
    }, EVERY_MS);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  async #sample({ name, origin }: Service): Promise<void> {
    const text = await metricsOf(origin);
    const atSeconds = (nowMs() - this.#startAtMs) / 1_000;
    if (text !== undefined) this.samples.push(sampleOf(name, atSeconds, new MetricsText(text)));
  }
}

/** Undefined while the process does not answer, as when it is restarted. */
async function metricsOf(origin: string): Promise<string | undefined> {
  try {
    const response = await fetch(`${origin}/metrics`, { signal: AbortSignal.timeout(TIMEOUT_MS) });
    return await response.text();
  } catch {
    return undefined;
  }
}
