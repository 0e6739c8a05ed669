import type { ServerResponse } from 'node:http';
import type { Deadline } from '@strata/database';

/**
 * How long a caller waits for an answer. Costs next to nothing until somebody looks at its signal. It does
 * not end with a caller who goes away: others may be waiting for what was loaded on that caller's behalf.
 */
export class RequestDeadline implements Deadline {
  readonly expiresAtMs: number;
  readonly #response: ServerResponse;
  #signal: AbortSignal | undefined;

  constructor(response: ServerResponse, timeoutMs: number) {
    this.#response = response;
    this.expiresAtMs = performance.now() + timeoutMs;
  }

  /** Aborted when the time is over. */
  get signal(): AbortSignal {
    this.#signal ??= this.#start();
    return this.#signal;
  }

  #start(): AbortSignal {
    const controller = new AbortController();
    const leftMs = Math.max(0, this.expiresAtMs - performance.now());
    const timer = setTimeout(() => controller.abort(), leftMs).unref();
    this.#response.once('close', () => clearTimeout(timer));
    return controller.signal;
  }
}
