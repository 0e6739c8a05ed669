export {
  HealthModule,
  type HealthModuleAsyncOptions,
  type HealthModuleOptions,
} from './health.module';
export { Draining } from './draining';
export type { HealthRoute, HealthRoutesOptions } from './health.controller';
export type { HealthOptions } from './health-options';
export { HealthRegistry, type IndicatorReport } from './health-registry';
export { HealthEvents, type HealthChange } from './health-events';
export { HealthCheckTimeoutError } from './time-limit';
export type {
  CheckedIndicator,
  HealthIndicator,
  HealthState,
  HealthStatus,
  InstantIndicator,
} from './health-indicator';
