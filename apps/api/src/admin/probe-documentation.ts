import {
  ApiOkResponse,
  ApiOperation,
  ApiQuery,
  ApiServiceUnavailableResponse,
  ApiTags,
} from '@nestjs/swagger';
import { SkipThrottle } from '@nestjs/throttler';
import type { HealthRoutesOptions } from '@strata/health';
import { Access } from '../http/access';

/** The summary in the shape that consumers know; database, cache and embeddings by name. */
const HEALTHY = {
  status: 'healthy',
  checks: { database: 'ok', redis: 'ok', embedding_provider: 'lexical' },
  redis: 'healthy',
};
const UNHEALTHY = {
  status: 'unhealthy',
  checks: { database: 'error: unavailable', redis: 'ok', embedding_provider: 'lexical' },
  redis: 'healthy',
};

/** On every probe and on the scrape: open to everybody, however often. */
export const PROBE_DECORATORS = [Access.public(), SkipThrottle(), ApiTags('operations')];

/** The parameters of the probes, as the Kubernetes API server has them. */
const PROBE_QUERIES = [
  ApiQuery({
    name: 'verbose',
    required: false,
    allowEmptyValue: true,
    schema: { type: 'string' },
    description: 'One line for each check, as text. Reasons are shown to admins alone.',
  }),
  ApiQuery({
    name: 'exclude',
    required: false,
    schema: { type: 'array', items: { type: 'string' } },
    description: 'Checks that do not count; repeatable.',
  }),
];

const TEXT_SCHEMA = { type: 'string' } as const;

/** What each health route says, in the API documentation. */
export const HEALTH_DOCUMENTATION: NonNullable<HealthRoutesOptions['routeDecorators']> = {
  summary: [
    ApiOperation({
      summary: 'Health of the service and what it depends on',
      description: 'Redis never makes it unhealthy: without Redis every request is answered too.',
    }),
    answer(ApiOkResponse, 'Healthy.', HEALTHY),
    answer(ApiServiceUnavailableResponse, 'The database cannot be reached.', UNHEALTHY),
  ],
  live: [
    ...PROBE_QUERIES,
    ApiOperation({ summary: 'Liveness: the event loop turns; asks no dependency' }),
    probeAnswer(ApiOkResponse, 'Alive.', { status: 'ok' }),
    probeAnswer(ApiServiceUnavailableResponse, 'The event loop has been late for some time.', {
      status: 'error',
      failed: ['event_loop'],
    }),
  ],
  ready: [
    ...PROBE_QUERIES,
    ApiOperation({ summary: 'Readiness: database reachable and migrated' }),
    probeAnswer(ApiOkResponse, 'Send requests here.', { status: 'ok' }),
    probeAnswer(ApiServiceUnavailableResponse, 'Send no requests here.', {
      status: 'error',
      failed: ['database'],
    }),
  ],
  startup: [
    ...PROBE_QUERIES,
    ApiOperation({ summary: 'Startup: every dependency has been asked once' }),
    probeAnswer(ApiOkResponse, 'Started.', { status: 'ok' }),
    probeAnswer(ApiServiceUnavailableResponse, 'Still starting.', { status: 'starting' }),
  ],
};

/** What the scrape says, in the API documentation. */
export const METRICS_DOCUMENTATION = [
  ApiOperation({ summary: 'Metrics in the Prometheus text format' }),
  ApiOkResponse({
    description: 'Every metric of this process.',
    content: { 'text/plain': { schema: TEXT_SCHEMA } },
  }),
];

/** With `verbose`, as text. */
function probeAnswer(
  response: typeof ApiOkResponse,
  description: string,
  example: object,
): MethodDecorator {
  const content = { 'application/json': { example }, 'text/plain': { schema: TEXT_SCHEMA } };
  return response({ description, content });
}

function answer(
  response: typeof ApiOkResponse,
  description: string,
  example: object,
): MethodDecorator {
  return response({ description, content: { 'application/json': { example } } });
}
