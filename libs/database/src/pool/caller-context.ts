import { AsyncResource } from 'node:async_hooks';
import type { CheckoutCallback } from './connection-source';

/**
 * Has `done` called in the asynchronous context of now. As `AsyncResource.bind`, which makes a deprecated
 * property at every call on Node 20, and costs several times as much.
 */
export function boundToCaller(done: CheckoutCallback): CheckoutCallback {
  const caller = new AsyncResource('WAITING_FOR_CONNECTION');
  return (error, client, release) =>
    caller.runInAsyncScope(done, undefined, error, client, release);
}
