import type { Scheduler } from 'fast-check';

/** Calls to the real Redis that are under way: the next step is picked when all have been answered. */
let underWay = 0;

/** Lets a scheduled step run until nothing moves any more but what waits at a gate. */
export async function untilQuiet(step: () => Promise<void>): Promise<void> {
  await step();
  do {
    await new Promise(setImmediate);
  } while (underWay > 0);
}

/** Holds every call back before it is made, and its answer before it is given, until the scheduler picks it. */
export class Gate {
  /** While open, nothing is held back. */
  open = true;
  readonly #scheduler: Scheduler;

  constructor(scheduler: Scheduler) {
    this.#scheduler = scheduler;
  }

  /** One place in the interleaving. */
  async step(): Promise<void> {
    if (!this.open) await this.#scheduler.schedule(Promise.resolve());
  }

  async call<T>(run: () => Promise<T>): Promise<T> {
    await this.step();
    underWay++;
    const settled = await Promise.allSettled([run()]);
    underWay--;
    await this.step();
    const [outcome] = settled;
    if (outcome.status === 'rejected') throw outcome.reason;
    return outcome.value;
  }
}
