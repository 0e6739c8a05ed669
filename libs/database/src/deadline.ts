import { AsyncVariable } from './async-variable';

/** How long somebody waits for an answer. */
export interface Deadline {
  /** When the time is over, by `performance.now()`. */
  readonly expiresAtMs: number;
  /** Aborted at that moment, or before when nobody waits for the answer any more. */
  readonly signal: AbortSignal;
}

/** There is none, whatever the request says. */
const NONE = Symbol('no deadline');

/** The deadline of whoever calls: that of the request, or an earlier one that the work was given. */
export class Deadlines {
  readonly #ofRequest: () => Deadline | undefined;
  readonly #own = new AsyncVariable<Deadline | typeof NONE>();

  constructor(ofRequest: () => Deadline | undefined) {
    this.#ofRequest = ofRequest;
  }

  get current(): Deadline | undefined {
    const own = this.#own.get();
    return own === NONE ? undefined : (own ?? this.#ofRequest());
  }

  /** Runs `work`, which matters to others than whoever calls. */
  without<T>(work: () => T): T {
    return this.#own.run(NONE, work);
  }

  /** Runs `work`, which ends after `timeoutMs` at the latest. */
  within<T>(timeoutMs: number, work: () => T): T {
    const outer = this.current;
    const expiresAtMs = performance.now() + timeoutMs;
    if (outer !== undefined && outer.expiresAtMs <= expiresAtMs) return work();
    return this.#own.run({ expiresAtMs, signal: abortedAfter(timeoutMs, outer?.signal) }, work);
  }
}

/**
 * Aborted after that time, or with `outer`. Node collects the sources of an `AbortSignal.any` while somebody
 * listens to that: then it is never aborted in time.
 */
function abortedAfter(timeoutMs: number, outer: AbortSignal | undefined): AbortSignal {
  const own = new AbortController();
  const end = (): void => own.abort();
  if (outer?.aborted === true) end();
  else setTimeout(end, timeoutMs).unref();
  outer?.addEventListener('abort', end, { once: true, signal: own.signal });
  return own.signal;
}

/** Whether nobody waits any more. */
export function isOver(deadline: Deadline): boolean {
  return deadline.signal.aborted || deadline.expiresAtMs <= performance.now();
}
