import type { PooledClient } from './pooled-client';

/** Returns a connection. An error, or true, closes it instead. Must be called exactly once. */
export type Release = (error?: Error | boolean) => void;

/** Receives a connection with its release, or the error for which there is none. */
export type CheckoutCallback = (
  error: Error | undefined,
  client?: PooledClient,
  release?: Release,
) => void;

/** Something that lends connections: the pool of one server, or the router over several. */
export interface ConnectionSource {
  /** Calls `done` once: with a connection, or with one of this library's errors. */
  checkout(done: CheckoutCallback): void;
}
