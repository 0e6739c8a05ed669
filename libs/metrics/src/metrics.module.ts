import {
  Module,
  type DynamicModule,
  type FactoryProvider,
  type ModuleMetadata,
} from '@nestjs/common';
import { PrometheusModule } from '@willsoto/nestjs-prometheus';
import { HttpMetrics } from './http-metrics';
import { MetricsRegistry } from './metrics-registry';
import { METRICS_OPTIONS, type MetricsOptions } from './metrics-options';
import { createMetricsController, type MetricsRouteOptions } from './metrics.controller';
import { registerProcessMetrics } from './process/process-metrics';

/** `MetricsModule.forRoot`: the route and what is collected. */
export type MetricsModuleOptions = MetricsRouteOptions & MetricsOptions;

/** `MetricsModule.forRootAsync`: the route now, the rest from a factory. */
export interface MetricsModuleAsyncOptions
  extends MetricsRouteOptions, Pick<ModuleMetadata, 'imports'> {
  /** Tokens whose values are given to `useFactory`. */
  readonly inject?: FactoryProvider['inject'];
  readonly useFactory: FactoryProvider<MetricsOptions>['useFactory'];
}

/** Global: any module may inject `MetricsRegistry` and register its sources. */
@Module({})
export class MetricsModule {
  static forRoot(options: MetricsModuleOptions = {}): DynamicModule {
    const { path, decorators, ...collected } = options;
    return MetricsModule.forRootAsync({ path, decorators, useFactory: () => collected });
  }

  static forRootAsync(options: MetricsModuleAsyncOptions): DynamicModule {
    const { imports = [], inject = [], useFactory, ...route } = options;
    return {
      module: MetricsModule,
      global: true,
      imports: [...imports, prometheusModule(route)],
      providers: [{ provide: METRICS_OPTIONS, inject, useFactory }, MetricsRegistry, HttpMetrics],
      exports: [METRICS_OPTIONS, MetricsRegistry, HttpMetrics],
    };
  }
}

/**
 * PrometheusModule with our registry. Only `registerAsync` does this: `register` collects once per import
 * statement rather than per application, and its own controller and providers know the global registry alone.
 */
function prometheusModule(route: MetricsRouteOptions): DynamicModule {
  return PrometheusModule.registerAsync({
    controller: createMetricsController(route),
    inject: [MetricsRegistry, METRICS_OPTIONS],
    useFactory: (registry: MetricsRegistry, { processMetrics = true }: MetricsOptions) => {
      if (processMetrics) registerProcessMetrics(registry);
      return {
        defaultMetrics: { enabled: processMetrics, config: { register: registry.promClient } },
      };
    },
  });
}
