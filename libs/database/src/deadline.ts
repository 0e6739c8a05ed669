import { AsyncVariable } from './async-variable';

/** How long somebody waits for an answer. */
export interface Deadline {
  /** When the time is over, by `performance.now()`. */
  readonly expiresAtMs: number;
  /** Aborted at that moment, or before when nobody waits for the answer any more. */
  readonly signal: AbortSignal;
}

/** The deadline of whoever calls: that of the request, or an earlier one that the work was given. */
export class Deadlines {
  readonly #ofRequest: () => Deadline | undefined;
  readonly #own = new AsyncVariable<Deadline>();

  constructor(ofRequest: () => Deadline | undefined) {
    this.#ofRequest = ofRequest;
  }

  get current(): Deadline | undefined {
    return this.#own.get() ?? this.#ofRequest();
  }

  /** Runs `work`, which ends after `timeoutMs` at the latest. */
  within<T>(timeoutMs: number, work: () => T): T {
    const outer = this.current;
    const expiresAtMs = performance.now() + timeoutMs;
    if (outer !== undefined && outer.expiresAtMs <= expiresAtMs) return work();
    const own = AbortSignal.timeout(timeoutMs);
    const signal = outer === undefined ? own : AbortSignal.any([outer.signal, own]);
    return this.#own.run({ expiresAtMs, signal }, work);
  }
}

/** Whether nobody waits any more. */
export function isOver(deadline: Deadline): boolean {
  return deadline.signal.aborted || deadline.expiresAtMs <= performance.now();
}
