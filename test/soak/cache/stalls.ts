import { nowMs } from './clock';

/** Shorter ones lie within the bounds of a soak. */
const NOTED_FROM_MS = 250;
const LOOK_EVERY_MS = 50;

/** When a process did not run: others had its core, or it collected garbage. */
export interface Stall {
  readonly fromMs: number;
  readonly toMs: number;
}

/** Tells of the stalls of this process; what is returned ends that. */
export function watchStalls(onStall: (stall: Stall) => void): () => void {
  let lastMs = nowMs();
  const watching = setInterval(() => {
    const now = nowMs();
    if (now - lastMs > NOTED_FROM_MS) onStall({ fromMs: lastMs, toMs: now });
    lastMs = now;
  }, LOOK_EVERY_MS).unref();
  return () => clearInterval(watching);
}
