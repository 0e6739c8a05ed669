import { asksForTracing } from './tracing-switch';

const ENDPOINT = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318' };

describe('tracing', () => {
  it.each([
    [{ OTEL_TRACES_EXPORTER: 'otlp' }],
    [{ OTEL_TRACES_EXPORTER: 'console, otlp' }],
    [ENDPOINT],
    [{ OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://collector:4318/v1/traces' }],
    [{ ...ENDPOINT, OTEL_TRACES_EXPORTER: '', OTEL_SDK_DISABLED: 'false' }],
  ])('is on with %j', (environment) => {
    expect(asksForTracing(environment)).toBe(true);
  });

  it.each([
    [{}],
    [{ OTEL_SERVICE_NAME: 'shop', OTEL_TRACES_SAMPLER: 'always_on' }],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: '' }],
    [{ ...ENDPOINT, OTEL_TRACES_EXPORTER: 'none' }],
    [{ ...ENDPOINT, OTEL_TRACES_EXPORTER: 'otlp', OTEL_SDK_DISABLED: 'TRUE' }],
    [{ ...ENDPOINT, OTEL_TRACES_EXPORTER: 'console' }],
  ])('is off with %j', (environment) => {
    expect(asksForTracing(environment)).toBe(false);
  });
});
