import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { attachEarlyAnswers, type EarlyAnswers } from '@strata/cache';
import type { Draining } from '@strata/health';
import { attachConsistency, type ConsistencyOptions } from './consistency/attach-consistency';
import { CONSISTENCY_HEADER } from './consistency/consistency-token';
import type { AccessPolicy } from './access-policy';
import { attachDeprecation } from './deprecation';
import { attachDraining } from './draining';
import { attachHostCheck } from './host-check';
import { attachLoadShedding } from './load/attach-load-shedding';
import type { LoadShedder } from './load/load-shedder';
import type { ManagementPort } from './management-port';
import { attachMethodCheck } from './method-check';
import type { ProblemDetailsFilter } from './problem-details.filter';
import { RATE_LIMIT_HEADERS } from './rate-limit/rate-limit-headers';
import { attachRequestLog } from './request-log';
import { attachRequestScope, decorateRequests } from './request-scope';
import type { RequestsInFlight } from './requests-in-flight';
import { attachSecurityHeaders } from './security-headers';
import { ANSWERED_EARLY, attachServerTiming } from './server-timing';
import { StrictValidationPipe } from './validation';

const TOKEN_HEADER = CONSISTENCY_HEADER.toLowerCase();
/** What pages of other origins may read beside the headers that every browser shows. */
const EXPOSED_HEADERS = [
  CONSISTENCY_HEADER,
  ...RATE_LIMIT_HEADERS,
  ...['Deprecation', 'ETag', 'Link', 'Location', 'Retry-After', 'X-Request-Id'],
];

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
  /** Whether answers say in Server-Timing what they waited for. Default: no. */
  readonly serverTiming?: boolean;
  /** Default: every read may be answered by any server. */
  readonly consistency?: ConsistencyOptions;
  /** Who may be answered before Nest runs, and from what; default: nobody is. */
  readonly early?: { readonly answers: EarlyAnswers; readonly policy: AccessPolicy };
  /** Default: there is one port, which answers everything. */
  readonly management?: ManagementPort;
  /** Default: everything is begun at once. */
  readonly shedder?: LoadShedder | undefined;
}

/**
 * Puts request log, security headers, host check, CORS, the bounds of the management port, early answers, load
 * shedding, request scope, validation and problem details in front of the routes.
 */
export function configureHttp(app: NestFastifyApplication, options: HttpConfiguration): void {
  const instance = app.getHttpAdapter().getInstance();
  decorateRequests(instance);
  attachRequestLog(instance, options.logger);
  attachSecurityHeaders(instance);
  options.inFlight.attach(instance);
  attachDraining(instance, options.draining);
  if (options.loopbackOnly) attachHostCheck(instance);
  if (options.corsOrigins.length > 0) {
    app.enableCors({ origin: [...options.corsOrigins], exposedHeaders: EXPOSED_HEADERS });
  }
  if (options.serverTiming === true) attachServerTiming(instance);
  options.management?.attach(instance);
  attachMethodCheck(instance);
  attachDeprecation(instance);
  if (options.early) answerEarly(instance, options.early, options);
  if (options.shedder) attachLoadShedding(instance, options.shedder);
  attachRequestScope(instance, options.requestTimeoutMs);
  if (options.consistency) attachConsistency(instance, options.consistency);
  app.useGlobalPipes(new StrictValidationPipe());
  app.useGlobalFilters(options.problems);
}

/** Host check and CORS have run by then; the scope has not been entered. */
function answerEarly(
  instance: FastifyInstance,
  { answers, policy }: NonNullable<HttpConfiguration['early']>,
  { serverTiming = false, inFlight }: Pick<HttpConfiguration, 'serverTiming' | 'inFlight'>,
): void {
  attachEarlyAnswers<FastifyRequest>(instance, answers, {
    // What a token demands is known within the request's scope.
    admits: (request, route) =>
      request.headers[TOKEN_HEADER] === undefined && policy.admitsAtOnce(request, route),
    onAnswer: (request, reply) => {
      request.answeredEarly = true;
      request.onEarlyAnswer?.(String(reply.getHeaders()['cache-status']));
      if (serverTiming) reply.header('server-timing', ANSWERED_EARLY);
    },
    onWait: (request, sent) => inFlight.watch(request, sent),
  });
}
