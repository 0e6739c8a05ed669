import { setTimeout as pause } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { ShutdownConfig } from '@strata/config';
import type { Service } from './service';

/** The signals that ask the process to end. */
export interface StopSignals {
  /** Resolves at the first SIGINT or SIGTERM. */
  readonly first: Promise<NodeJS.Signals>;
  /** Resolves at the second. */
  readonly second: Promise<NodeJS.Signals>;
}

/** From now on signals no longer end the process by themselves. */
export function stopSignals(): StopSignals {
  const waiting: ((signal: NodeJS.Signals) => void)[] = [];
  const next = () => new Promise<NodeJS.Signals>((resolve) => waiting.push(resolve));
  const signals = { first: next(), second: next() };
  const onSignal = (signal: NodeJS.Signals): void => waiting.shift()?.(signal);
  process.on('SIGINT', onSignal).on('SIGTERM', onSignal);
  return signals;
}

/**
 * Stops the service; at the time limit or at a second signal gives up and says what it abandons.
 *
 * @returns the exit code
 */
export async function shutDown(
  service: Service,
  { drainSeconds, timeoutSeconds }: ShutdownConfig,
  second: Promise<NodeJS.Signals>,
  logger: Logger,
): Promise<0 | 1> {
  const stopped = service.stop().then(() => 'stopped' as const);
  // Keeps the process alive: a stop that waits for nothing would else end it as if all were well.
  const limit = pause((drainSeconds + timeoutSeconds) * 1000, 'timeout' as const);
  const outcome = await Promise.race([stopped, limit, second]);
  if (outcome === 'stopped') logger.info('stopped');
  else logger.fatal({ reason: outcome, ...service.unfinished() }, 'shutdown_abandoned');
  logger.flush();
  return outcome === 'stopped' ? 0 : 1;
}
