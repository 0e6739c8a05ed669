import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Logger } from 'pino';
import type { Draining } from '@strata/health';
import { attachConsistency, type ConsistencyOptions } from './consistency/attach-consistency';
import { CONSISTENCY_HEADER } from './consistency/consistency-token';
import { attachDraining } from './draining';
import { attachHostCheck } from './host-check';
import type { ProblemDetailsFilter } from './problem-details.filter';
import { attachRequestLog } from './request-log';
import type { RequestsInFlight } from './requests-in-flight';
import { StrictValidationPipe } from './validation';

/** What every request passes through, whatever its route. */
export interface HttpConfiguration {
  readonly logger: Logger;
  /** How long a request may take. */
  readonly requestTimeoutMs: number;
  readonly problems: ProblemDetailsFilter;
  /** Origins that browsers may call from; none by default. */
  readonly corsOrigins: readonly string[];
  /** Whether only loopback Host headers are accepted, as is right where no token is required. */
  readonly loopbackOnly: boolean;
  /** Whether the process has been told to end. */
  readonly draining: Pick<Draining, 'active'>;
  readonly inFlight: RequestsInFlight;
  /** Default: every read may be answered by any server. */
  readonly consistency?: ConsistencyOptions;
}

/** Puts request log, host check, CORS, validation and problem details in front of the routes. */
export function configureHttp(app: NestFastifyApplication, options: HttpConfiguration): void {
  const instance = app.getHttpAdapter().getInstance();
  attachRequestLog(instance, options.logger, options.requestTimeoutMs);
  if (options.consistency) attachConsistency(instance, options.consistency);
  options.inFlight.attach(instance);
  attachDraining(instance, options.draining);
  if (options.loopbackOnly) attachHostCheck(instance);
  if (options.corsOrigins.length > 0) {
    app.enableCors({ origin: [...options.corsOrigins], exposedHeaders: [CONSISTENCY_HEADER] });
  }
  app.useGlobalPipes(new StrictValidationPipe());
  app.useGlobalFilters(options.problems);
}
