import type { CallerWaits } from '../caller-waits';
import type { Deadline } from '../deadline';
import { endWait, type Borrower } from '../pool/borrower';
import { callerContext } from '../pool/caller-context';
import { WaitQueue } from '../pool/wait-queue';
import type { CheckoutCallback, ConnectionSource, Release } from '../pool/connection-source';

/** How many connections may be lent at a time, and how callers wait for one. */
export interface CapOptions {
  readonly server: string;
  readonly max: number;
  readonly maxWaiting: number;
  readonly timeoutMs: number;
  /** How long the current caller waits at most. */
  readonly deadline: () => Deadline | undefined;
  /** Where the waits of the current caller are added up. */
  readonly waits: (() => CallerWaits | undefined) | undefined;
}

/**
 * Lends at most `max` connections of a source at a time, so that whoever comes by this way leaves the
 * others for the rest. Further callers wait, boundedly many and boundedly long: PoolExhaustedError.
 */
export class CappedSource implements ConnectionSource {
  readonly #source: ConnectionSource;
  readonly #options: CapOptions;
  readonly #queue: WaitQueue;
  #lent = 0;

  constructor(source: ConnectionSource, options: CapOptions) {
    this.#source = source;
    this.#options = options;
    this.#queue = new WaitQueue(options, ({ borrower, done }, error) => {
      endWait(borrower, performance.now());
      done(error);
    });
  }

  checkout(done: CheckoutCallback): void {
    if (this.#lent < this.#options.max) this.#lend(done);
    else this.#queue.add({ borrower: this.#borrower(), done });
  }

  /** Refuses everybody who waits. */
  close(error: Error): void {
    this.#queue.clear(error);
  }

  #borrower(): Borrower {
    return {
      startedAt: performance.now(),
      deadline: this.#options.deadline(),
      context: callerContext(),
      waits: this.#options.waits?.(),
      // The pool behind asks for the rest.
      route: undefined,
      comment: '',
      origin: undefined,
    };
  }

  #lend(done: CheckoutCallback): void {
    this.#lent += 1;
    this.#source.checkout((error, client, release) => {
      if (client === undefined || release === undefined) {
        this.#free();
        done(error);
      } else done(undefined, client, this.#counted(release));
    });
  }

  #counted(release: Release): Release {
    return (error) => {
      release(error);
      this.#free();
    };
  }

  #free(): void {
    this.#lent -= 1;
    const next = this.#queue.shift();
    if (next === undefined) return;
    endWait(next.borrower, performance.now());
    // Whoever returned a connection must not be taken for whoever gets it.
    next.borrower.context.runInAsyncScope(() => this.#lend(next.done));
  }
}
