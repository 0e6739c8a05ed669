import { errorFields } from '@strata/platform';
import { loadConfig } from './app.config';
import { printBanner } from './banner';
import { createLogger } from './logger';
import { startService } from './service';
import { shutDown, stopSignals } from './shutdown';
import type { Tracing } from './tracing/tracing';

/**
 * Serves until a signal asks the process to end.
 *
 * @returns the exit code
 */
export async function run(tracing: Tracing | undefined): Promise<0 | 1> {
  const { config, warnings } = loadConfig();
  const logger = createLogger(config.log);
  for (const warning of warnings) logger.warn(warning);
  tracing?.onLost((error, spans) => logger.warn({ spans, ...errorFields(error) }, 'spans_lost'));
  const { first, second } = stopSignals();
  const service = await startService(config, logger);
  const { environment } = config;
  const { url, managementUrl: management_url } = service;
  const listening = { url, management_url, environment, tracing: tracing !== undefined };
  logger.info(listening, 'listening');
  if (!config.auth.required) logger.warn('requests need no credentials on this loopback address');
  if (environment !== 'production') printBanner(service, config);
  logger.info({ signal: await first }, 'stopping');
  const code = await shutDown(service, config.shutdown, second, logger);
  await tracing?.stop();
  logger.flush();
  return code;
}
