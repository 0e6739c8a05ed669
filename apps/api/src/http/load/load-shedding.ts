import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DatabaseEvents, DatabaseStatus } from '@strata/database';
import { MetricsRegistry } from '@strata/metrics';
import { loadSources } from './load-metrics';
import { LoadShedder } from './load-shedder';
import { LoadSignals } from './load-signals';

/**
 * The shedder of an application, fed until that is closed.
 * @param maxWaitMs how long a request waits for its turn; 0: there is no shedder
 */
export function loadShedding(
  app: NestFastifyApplication,
  maxWaitMs: number,
): LoadShedder | undefined {
  if (maxWaitMs === 0) return undefined;
  const shedder = new LoadShedder(maxWaitMs);
  const signals = new LoadSignals(app.get(DatabaseEvents), app.get(DatabaseStatus));
  for (const source of loadSources(shedder)) app.get(MetricsRegistry).register(source);
  signals.start(shedder);
  const instance = app.getHttpAdapter().getInstance();
  instance.addHook('onClose', (_instance, done) => {
    signals.stop();
    done();
  });
  return shedder;
}
