import type { Logger } from 'pino';
import type { StrataConfig } from '@strata/config';
import { errorFields } from '@strata/platform';
import { loadConfig } from './app.config';
import { printBanner } from './banner';
import { writeLastLines } from './log-output';
import { createLogger } from './logger';
import { startService, type Service } from './service';
import { shutDown } from './shutdown';
import type { StopSignals } from './stop-signals';
import type { Tracing } from './tracing/tracing';

/**
 * Serves until a signal asks the process to end.
 *
 * @returns the exit code
 */
export async function run(signals: StopSignals, tracing: Tracing | undefined): Promise<0 | 1> {
  const { config, warnings } = loadConfig();
  const logger = createLogger(config.log);
  for (const warning of warnings) logger.warn(warning);
  tracing?.onLost((error, spans) => logger.warn({ spans, ...errorFields(error) }, 'spans_lost'));
  const starting = startService(config, logger);
  const service = await Promise.race([starting, signals.first.then(() => startOf(starting))]);
  if ('url' in service) announce(service, config, tracing !== undefined, logger);
  logger.info({ signal: await signals.first }, 'stopping');
  const code = await shutDown(service, config.shutdown, signals.second, logger);
  await tracing?.stop();
  await writeLastLines(logger);
  return code;
}

/** Where a signal comes before the service has started, its start is stopped, when it is over. */
function startOf(starting: Promise<Service>): Pick<Service, 'stop' | 'unfinished'> {
  return {
    stop: async () => (await starting).stop(),
    unfinished: () => ({ requests: [], connections: 0, starting: true }),
  };
}

function announce(service: Service, config: StrataConfig, tracing: boolean, logger: Logger): void {
  const { environment } = config;
  const { url, managementUrl: management_url } = service;
  logger.info({ url, management_url, environment, tracing }, 'listening');
  if (!config.auth.required) logger.warn('requests need no credentials on this loopback address');
  if (environment !== 'production') printBanner(service, config);
}
