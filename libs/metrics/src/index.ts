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
export { DATABASE_DURATION_BUCKETS } from './duration-buckets';
export { HttpMetrics } from './http-metrics';
export { attachHttpMetrics, type HookableFastify } from './fastify-http-metrics';
export { httpMetricsMiddleware } from './express-http-metrics';
