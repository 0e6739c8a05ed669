export {
  MetricsModule,
  type MetricsModuleAsyncOptions,
  type MetricsModuleOptions,
} from './metrics.module';
export type { MetricsRouteOptions } from './metrics.controller';
export type { MetricsOptions } from './metrics-options';
export { MetricsRegistry } from './metrics-registry';
export type { MetricSource, Sample } from './metric-source';
export type { Histogram, HistogramOptions } from './histogram';
export type { HistogramSeries } from './histogram-series';
export { DATABASE_DURATION_BUCKETS, HTTP_DURATION_BUCKETS } from './duration-buckets';
export { HttpMetrics, UNMATCHED_ROUTE } from './http-metrics';
export { OVERFLOW_LABEL } from './series-limit';
export { attachHttpMetrics, type HookableFastify } from './fastify-http-metrics';
export { httpMetricsMiddleware } from './express-http-metrics';
