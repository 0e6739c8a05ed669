import { AsyncLocalStorage } from 'node:async_hooks';

/** A value in force, and the frame that it was set in. */
interface Frame {
  readonly variable: object;
  readonly value: unknown;
  readonly outer: Frame | undefined;
}

/**
 * The only one. Before Node 24 each `AsyncLocalStorage` that was ever used is carried along by every promise and
 * every callback of the process, whoever made it: six of them made an `await` three times as dear as one.
 */
const storage = new AsyncLocalStorage<Frame>();

/** A value for everything that a call does, directly or later; like an `AsyncLocalStorage`, but as many as are wanted cost one. */
export class AsyncVariable<T> {
  /** Runs `work`, and everything it starts, with this value. */
  run<R>(value: T, work: () => R): R {
    return storage.run({ variable: this, value, outer: storage.getStore() }, work);
  }

  /** The value of the innermost {@link run}; undefined outside any. */
  get(): T | undefined {
    let frame = storage.getStore();
    while (frame !== undefined && frame.variable !== this) frame = frame.outer;
    // Only `run` of this variable makes such a frame.
    return frame?.value as T | undefined;
  }
}
