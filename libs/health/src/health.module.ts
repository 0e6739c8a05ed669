import {
  Module,
  type DynamicModule,
  type FactoryProvider,
  type ModuleMetadata,
} from '@nestjs/common';
import { TerminusModule } from '@nestjs/terminus';
import { Draining } from './draining';
import { HealthAnswers } from './health-answers';
import { HealthEvents } from './health-events';
import { healthTimings, type HealthOptions } from './health-options';
import { HEALTH_TIMINGS, HealthRegistry } from './health-registry';
import { createHealthController, type HealthRoutesOptions } from './health.controller';

/** `HealthModule.forRoot`: the routes and the times. */
export type HealthModuleOptions = HealthRoutesOptions & HealthOptions;

/** `HealthModule.forRootAsync`: the routes now, the times from a factory. */
export interface HealthModuleAsyncOptions
  extends HealthRoutesOptions, Pick<ModuleMetadata, 'imports'> {
  /** Tokens whose values are given to `useFactory`. */
  readonly inject?: FactoryProvider['inject'];
  readonly useFactory: FactoryProvider<HealthOptions>['useFactory'];
}

/** Global: any module may inject `HealthRegistry` and register its indicators. */
@Module({})
export class HealthModule {
  /** @throws RangeError at start for times that no check could keep. */
  static forRoot(options: HealthModuleOptions = {}): DynamicModule {
    const { path, decorators, routeDecorators, showsDetails, ...timings } = options;
    return HealthModule.forRootAsync({
      path,
      decorators,
      routeDecorators,
      showsDetails,
      useFactory: () => timings,
    });
  }

  /** @throws RangeError at start for times that no check could keep. */
  static forRootAsync(options: HealthModuleAsyncOptions): DynamicModule {
    const { imports = [], inject = [], useFactory, ...routes } = options;
    return {
      module: HealthModule,
      global: true,
      // Terminus would write a line per failing probe; changes are announced by HealthEvents instead.
      imports: [...imports, TerminusModule.forRoot({ logger: false })],
      controllers: [createHealthController(routes)],
      providers: [
        {
          provide: HEALTH_TIMINGS,
          inject,
          useFactory: async (...args: unknown[]) => healthTimings(await useFactory(...args)),
        },
        HealthEvents,
        HealthRegistry,
        HealthAnswers,
        Draining,
      ],
      exports: [HealthRegistry, HealthEvents, Draining],
    };
  }
}
