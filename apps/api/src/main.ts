import 'reflect-metadata';
import { loadConfig } from './app.config';
import { printBanner } from './banner';
import { createLogger } from './logger';
import { startService } from './service';
import { shutDown, stopSignals } from './shutdown';
import { explainStartFailure } from './start-failure';

async function main(): Promise<0 | 1> {
  const { config, warnings } = loadConfig();
  const logger = createLogger(config.log);
  for (const warning of warnings) logger.warn(warning);
  const { first, second } = stopSignals();
  const service = await startService(config, logger);
  logger.info({ url: service.url, environment: config.environment }, 'listening');
  if (!config.auth.required) logger.warn('requests need no credentials on this loopback address');
  if (config.environment !== 'production') printBanner(service, config);
  logger.info({ signal: await first }, 'stopping');
  return shutDown(service, config.shutdown, second, logger);
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    process.stderr.write(`${explainStartFailure(error)}\n`);
    process.exit(1);
  },
);
