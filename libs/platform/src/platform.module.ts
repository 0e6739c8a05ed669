import {
  Module,
  type DynamicModule,
  type FactoryProvider,
  type ModuleMetadata,
} from '@nestjs/common';
import { PLATFORM_OPTIONS, type PlatformOptions } from './platform-options';
import { PlatformWiring } from './platform-wiring';
import { RetentionJob } from './retention/retention-job';

/** `PlatformModule.forRootAsync`. */
export interface PlatformModuleAsyncOptions extends Pick<ModuleMetadata, 'imports'> {
  /** Tokens whose values are given to `useFactory`. */
  readonly inject?: FactoryProvider['inject'];
  readonly useFactory: FactoryProvider<PlatformOptions>['useFactory'];
}

/**
 * Joins cache, database, health and metrics, each of which knows nothing of the others. Import it once, beside
 * `CacheModule`, `DatabaseModule`, `HealthModule` and `MetricsModule`, which are global.
 */
@Module({})
export class PlatformModule {
  static forRoot(options: PlatformOptions): DynamicModule {
    return PlatformModule.forRootAsync({ useFactory: () => options });
  }

  static forRootAsync(options: PlatformModuleAsyncOptions): DynamicModule {
    const { imports = [], inject = [], useFactory } = options;
    return {
      module: PlatformModule,
      imports,
      providers: [{ provide: PLATFORM_OPTIONS, inject, useFactory }, PlatformWiring, RetentionJob],
      exports: [RetentionJob],
    };
  }
}
