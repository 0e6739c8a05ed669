/** A health check did not answer within its time limit. */
export class HealthCheckTimeoutError extends Error {
  override readonly name = 'HealthCheckTimeoutError';
  readonly code = 'HEALTH_CHECK_TIMEOUT';

  constructor(timeoutMs: number) {
    super(`The health check did not answer within ${String(timeoutMs)} ms.`);
  }
}

/**
 * Settles as `work` does, or rejects with `HealthCheckTimeoutError` after `timeoutMs`. The controller is
 * aborted in both cases, so that whatever `work` left behind is given up.
 */
export async function withTimeLimit<T>(
  work: Promise<T>,
  timeoutMs: number,
  controller: AbortController,
): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(new HealthCheckTimeoutError(timeoutMs));
    }, timeoutMs).unref();
  });
  try {
    return await Promise.race([work, limit]);
  } finally {
    clearTimeout(timer);
    controller.abort();
  }
}

/** Waits until `work` settles, at most `limitMs`; rejects if `work` does within that time. */
export async function waitAtMost(work: Promise<unknown>, limitMs: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, limitMs);
  });
  try {
    await Promise.race([work, limit]);
  } finally {
    clearTimeout(timer);
  }
}
