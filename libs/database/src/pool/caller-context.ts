import { AsyncResource } from 'node:async_hooks';
import type { CheckoutCallback } from './connection-source';

/** Runs something in an asynchronous context that was kept. */
export type CallerContext = Pick<AsyncResource, 'runInAsyncScope'>;

/**
 * The asynchronous context of now, for what is done later on behalf of who calls. As
 * `AsyncLocalStorage.snapshot`, which is experimental on Node 20.
 */
export function callerContext(): CallerContext {
  return new AsyncResource('DATABASE_CALLER');
}

/**
 * The context of nobody. What lives longer than its caller is made in it: a socket keeps the context in
 * which it was opened, and would pass off whatever happens on it later as its first caller's.
 */
export const NOBODY: CallerContext = callerContext();

/** Has `done` called in `context`. */
export function boundTo(context: CallerContext, done: CheckoutCallback): CheckoutCallback {
  return (error, client, release) =>
    context.runInAsyncScope(done, undefined, error, client, release);
}
