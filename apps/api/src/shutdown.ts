import { setTimeout as pause } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { ShutdownConfig } from '@strata/config';
import { errorFields } from '@strata/platform';
import type { Service } from './service';

/**
 * Stops the service; at the time limit, at a second signal, or when stopping fails, gives up and says what it abandons.
 *
 * @returns the exit code
 */
export async function shutDown(
  service: Pick<Service, 'stop' | 'unfinished'>,
  { drainSeconds, timeoutSeconds }: ShutdownConfig,
  second: Promise<NodeJS.Signals>,
  logger: Logger,
): Promise<0 | 1> {
  const stopped = service.stop().then(() => 'stopped' as const);
  const failed = stopped.catch((error: unknown) => errorFields(error));
  // Keeps the process alive: a stop that waits for nothing would else end it as if all were well.
  const limit = pause((drainSeconds + timeoutSeconds) * 1000, 'timeout' as const);
  const outcome = await Promise.race([failed, limit, second]);
  if (outcome === 'stopped') {
    logger.info('stopped');
    return 0;
  }
  const reason =
    typeof outcome === 'string' ? { reason: outcome } : { reason: 'failed', ...outcome };
  logger.fatal({ ...reason, ...service.unfinished() }, 'shutdown_abandoned');
  return 1;
}
