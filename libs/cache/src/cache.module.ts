import {
  type DynamicModule,
  type InjectionToken,
  Module,
  type ModuleMetadata,
  type OptionalFactoryDependency,
  type Provider,
} from '@nestjs/common';
import { CacheModule as ManagerModule, type CacheManagerOptions } from '@nestjs/cache-manager';
import type { CacheOptions } from './cache.options';
import { CacheInsight } from './cache-insight';
import { CacheService } from './cache.service';
import { CacheEvents } from './events/cache-events';
import { AnswerWriter } from './http/answer-writer';
import { CodedBodies } from './http/coded-bodies';
import { EarlyAnswers } from './http/early-answers';
import { HttpCacheInterceptor } from './http/http-cache.interceptor';
import { HttpDeclarations } from './http/http-declarations';
import { HttpRoutes } from './http/http-routes';
import { CacheRuntime } from './internal/cache-runtime';
import { CacheWarmers } from './warming/cache-warmers';
import { createManagerKeyv } from './manager/cache-manager-store';
import { SharedCounters } from './shared-counters';
import { SharedMarks } from './shared-marks';

/** How {@link CacheModule.forRootAsync} comes to its options. */
export interface CacheModuleAsyncOptions extends Pick<ModuleMetadata, 'imports'> {
  readonly inject?: (InjectionToken | OptionalFactoryDependency)[];
  /** The parameters are what `inject` names. */
  readonly useFactory: (...dependencies: never[]) => CacheOptions | Promise<CacheOptions>;
}

const CACHE_OPTIONS = Symbol('strata:cache-options');

/** The cache's own providers. */
@Module({})
class CacheCoreModule {}

/**
 * Gives an application one cache: {@link CacheService}, {@link CacheEvents},
 * {@link HttpCacheInterceptor}, the decorators, and CACHE_MANAGER of `@nestjs/cache-manager`. Global.
 */
@Module({})
export class CacheModule {
  /** @throws CacheOptionsError at start when an option is out of its range */
  static forRoot(options: CacheOptions = {}): DynamicModule {
    return CacheModule.forRootAsync({ useFactory: () => options });
  }

  /** @throws CacheOptionsError at start when an option is out of its range */
  static forRootAsync(options: CacheModuleAsyncOptions): DynamicModule {
    const core = coreModule(options);
    const manager = ManagerModule.registerAsync({
      isGlobal: true,
      imports: [core],
      inject: [CacheRuntime],
      useFactory: (runtime: CacheRuntime) => ({
        stores: managerStores(runtime),
        ttl: runtime.options.defaultTtlSeconds * 1_000,
      }),
    });
    return {
      module: CacheModule,
      global: true,
      imports: [core, manager],
      exports: [core, manager],
    };
  }
}

function coreModule({
  imports = [],
  inject = [],
  useFactory,
}: CacheModuleAsyncOptions): DynamicModule {
  return {
    module: CacheCoreModule,
    imports,
    providers: [
      { provide: CACHE_OPTIONS, inject, useFactory },
      runtimeProvider,
      CacheEvents,
      CacheService,
      HttpRoutes,
      HttpDeclarations,
      CacheInsight,
      CodedBodies,
      AnswerWriter,
      HttpCacheInterceptor,
      EarlyAnswers,
      CacheWarmers,
      SharedCounters,
      SharedMarks,
    ],
    exports: [
      CacheEvents,
      CacheInsight,
      CacheService,
      CacheWarmers,
      HttpRoutes,
      AnswerWriter,
      HttpCacheInterceptor,
      EarlyAnswers,
      SharedCounters,
      SharedMarks,
      CacheRuntime,
    ],
  };
}

const runtimeProvider: Provider = {
  provide: CacheRuntime,
  inject: [CACHE_OPTIONS, CacheEvents],
  useFactory: (options: CacheOptions, events: CacheEvents) => new CacheRuntime(options, events),
};

/** The package names the types of Keyv's ES module; at run time the store is told by its shape. */
function managerStores(runtime: CacheRuntime): CacheManagerOptions['stores'] {
  return [createManagerKeyv(runtime)] as unknown as CacheManagerOptions['stores'];
}
