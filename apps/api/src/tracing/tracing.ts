import { setTimeout as pause } from 'node:timers/promises';
import { FastifyOtelInstrumentation } from '@fastify/otel';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { registerInstrumentations } from '@opentelemetry/instrumentation';
import { PgInstrumentation } from '@opentelemetry/instrumentation-pg';
import { RedisInstrumentation } from '@opentelemetry/instrumentation-redis';
import {
  defaultResource,
  detectResources,
  envDetector,
  resourceFromAttributes,
} from '@opentelemetry/resources';
import { NodeTracerProvider } from '@opentelemetry/sdk-trace-node';
import { ReportingExporter, type OnLost } from './reporting-exporter';
import { describeRequest, followRequests } from './request-spans';
import { WithoutConnects } from './without-connects';
import { WithoutMessages } from './without-messages';

/** Where OTEL_SERVICE_NAME does not say otherwise. */
const SERVICE_NAME = 'strata';
/** What the collector has not taken by then is lost: a dead one must not hold up a shutdown. */
const FLUSH_TIMEOUT_MS = 3_000;

/** Tracing that is on. */
export interface Tracing {
  /** Has `listener` told of spans that the collector has not taken. */
  onLost(listener: OnLost): void;
  /** Sends what has not been sent, for at most three seconds. Never rejects. */
  stop(): Promise<void>;
}

/**
 * Switches tracing on for what is loaded after this: a span for each request, and below it one for each statement
 * and each Redis command that it sends. Sampler, batches, exporter and resource follow the variables of
 * OpenTelemetry.
 */
export function startTracing(): Tracing {
  const exporter = new ReportingExporter(new OTLPTraceExporter());
  const provider = new NodeTracerProvider({
    resource: defaultResource()
      .merge(resourceFromAttributes({ 'service.name': SERVICE_NAME }))
      .merge(detectResources({ detectors: [envDetector] })),
    spanProcessors: [new WithoutMessages(), new WithoutConnects(exporter)],
  });
  provider.register();
  registerInstrumentations({ instrumentations: instrumentations() });
  followRequests();
  return {
    onLost: (listener) => (exporter.onLost = listener),
    // A batch that is refused has been told to `onLost`; the process ends either way.
    stop: () => Promise.race([provider.shutdown(), pause(FLUSH_TIMEOUT_MS)]).catch(() => undefined),
  };
}

function instrumentations() {
  return [
    new FastifyOtelInstrumentation({
      registerOnInitialization: true,
      requestHook: describeRequest,
      instrumentHooks: false,
      instrumentHandler: false,
      recordExceptions: false,
    }),
    // Without a request above it a statement or command is the pools' and the cache's own housekeeping.
    new PgInstrumentation({ requireParentSpan: true, ignoreConnectSpans: true }),
    // Of a command its name: the rest are keys and values.
    new RedisInstrumentation({ requireParentSpan: true, dbStatementSerializer: (name) => name }),
  ];
}
