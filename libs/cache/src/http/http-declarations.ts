import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { MetadataScanner, ModulesContainer } from '@nestjs/core';
import { CacheOptionsError } from '../errors';
import { CacheRuntime } from '../internal/cache-runtime';
import type { ResolvedCacheOptions } from '../internal/resolve-options';
import { HTTP_CACHE_METADATA, type HttpCacheOptions } from './http-cache-options';

/** Refuses at start what `@HttpCache` declares and the module's options do not provide for. */
@Injectable()
export class HttpDeclarations implements OnModuleInit {
  readonly #modules: ModulesContainer;
  readonly #http: ResolvedCacheOptions['http'];
  readonly #scanner = new MetadataScanner();

  constructor(
    @Inject(ModulesContainer) modules: ModulesContainer,
    @Inject(CacheRuntime) runtime: CacheRuntime,
  ) {
    this.#modules = modules;
    this.#http = runtime.options.http;
  }

  /** @throws CacheOptionsError naming the route */
  onModuleInit(): void {
    for (const module of this.#modules.values()) {
      for (const { metatype } of module.controllers.values()) {
        if (typeof metatype === 'function') this.#check(metatype.name, metatype.prototype);
      }
    }
  }

  #check(controller: string, prototype: unknown): void {
    if (typeof prototype !== 'object' || prototype === null) return;
    for (const method of this.#scanner.getAllMethodNames(prototype)) {
      const handler: unknown = Reflect.get(prototype, method);
      if (typeof handler !== 'function') continue;
      // Only @HttpCache writes this metadata.
      const options = Reflect.getMetadata(HTTP_CACHE_METADATA, handler) as
        HttpCacheOptions | undefined;
      const fault = options && this.#fault(options);
      if (fault !== undefined) {
        throw new CacheOptionsError(`@HttpCache of ${controller}.${method}: ${fault}`);
      }
    }
  }

  #fault({ scope, ttlName, ttlSeconds }: HttpCacheOptions): string | undefined {
    const { callerId, tenantId, ttlSeconds: named } = this.#http;
    if (scope === 'user' && !callerId) return 'scope "user" needs the option http.callerId.';
    if (scope === 'tenant' && !tenantId) return 'scope "tenant" needs the option http.tenantId.';
    if (ttlName === undefined) return undefined;
    if (ttlSeconds !== undefined) return 'ttlName and ttlSeconds exclude each other.';
    if (named[ttlName] !== undefined) return undefined;
    return `http.ttlSeconds has no "${ttlName}".`;
  }
}
