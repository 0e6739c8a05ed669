/** The environment as the process was given it. */
type Environment = Readonly<Record<string, string | undefined>>;

/** Where spans may be sent to, by the variables of OpenTelemetry. */
const ENDPOINTS = ['OTEL_EXPORTER_OTLP_ENDPOINT', 'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT'];

/**
 * Whether the standard variables ask for tracing: an exporter or an endpoint is named, and nothing says no.
 * Without either, the standard's own default (a collector on this machine) would be wrong for most.
 */
export function asksForTracing(environment: Environment): boolean {
  if (environment.OTEL_SDK_DISABLED?.trim().toLowerCase() === 'true') return false;
  const exporters = (environment.OTEL_TRACES_EXPORTER ?? '').split(',').map((name) => name.trim());
  if (exporters.includes('otlp')) return true;
  return exporters.join('') === '' && ENDPOINTS.some((name) => Boolean(environment[name]));
}
