import 'reflect-metadata';
import type { Logger } from 'pino';
import { loadConfig } from './app.config';
import { printBanner } from './banner';
import { createLogger } from './logger';
import { startService, type Service } from './service';
import { explainStartFailure } from './start-failure';

/** Requests in flight, pools and the embedded server are given this long to end. */
const SHUTDOWN_TIMEOUT_MS = 30_000;

async function main(): Promise<void> {
  const { config, warnings } = loadConfig();
  const logger = createLogger(config.log);
  for (const warning of warnings) logger.warn(warning);
  const stopped = stopRequested();
  const service = await startService(config, logger);
  logger.info({ url: service.url, environment: config.environment }, 'listening');
  if (!config.auth.required) logger.warn('requests need no credentials on this loopback address');
  if (config.environment !== 'production') printBanner(service, config);
  logger.info({ signal: await stopped }, 'stopping');
  await stop(service, logger);
}

/** Resolves at the first SIGINT or SIGTERM; the second ends the process at once. */
function stopRequested(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    let asked = false;
    const onSignal = (signal: NodeJS.Signals): void => {
      if (asked) process.exit(1);
      asked = true;
      resolve(signal);
    };
    process.on('SIGINT', onSignal).on('SIGTERM', onSignal);
  });
}

async function stop(service: Service, logger: Logger): Promise<void> {
  const limit = setTimeout(() => {
    logger.fatal({ timeoutMs: SHUTDOWN_TIMEOUT_MS }, 'shutdown_timed_out');
    logger.flush();
    process.exit(1);
  }, SHUTDOWN_TIMEOUT_MS);
  await service.stop();
  clearTimeout(limit);
  logger.info('stopped');
  logger.flush();
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    process.stderr.write(`${explainStartFailure(error)}\n`);
    process.exit(1);
  },
);
