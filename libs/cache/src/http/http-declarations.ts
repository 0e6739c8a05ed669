import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { MetadataScanner, ModulesContainer } from '@nestjs/core';
import { CacheOptionsError } from '../errors';
import { CacheRuntime } from '../internal/cache-runtime';
import type { ResolvedCacheOptions } from '../internal/resolve-options';
import { HTTP_CACHE_METADATA, type HttpCacheOptions } from './http-cache-options';

/** Nest's own metadata: of handlers whose answer is not what they return, and of their parameters. */
const OTHER_ANSWERS = ['__redirect__', '__renderTemplate__', '__sse__'];
const PARAMETERS = '__routeArguments__';
const PASSTHROUGH = '__responsePassthrough__';

/** `@Res` and `@Next`: with one of these, and without passthrough, Nest sends nothing by itself. */
const SENDING_PARAMETER = /^[12]:/;

const MUST_RETURN =
  'the answer has to be what the handler returns: without @Redirect, @Render, @Sse and @Next, and with @Res only as ' +
  '@Res({ passthrough: true }).';

interface Named {
  readonly name: string;
}

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
        if (typeof metatype === 'function') this.#check(metatype, metatype.prototype);
      }
    }
  }

  #check(controller: Named, prototype: unknown): void {
    if (typeof prototype !== 'object' || prototype === null) return;
    for (const method of this.#scanner.getAllMethodNames(prototype)) {
      const handler: unknown = Reflect.get(prototype, method);
      if (typeof handler !== 'function') continue;
      // Only @HttpCache writes this metadata.
      const options = Reflect.getMetadata(HTTP_CACHE_METADATA, handler) as
        HttpCacheOptions | undefined;
      const fault = options && (this.#fault(options) ?? faultOf(controller, method, handler));
      if (fault !== undefined) {
        throw new CacheOptionsError(`@HttpCache of ${controller.name}.${method}: ${fault}`);
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

/** Of a handler that sends its answer itself there is nothing to keep, and a hit would never be sent. */
function faultOf(controller: object, method: string, handler: object): string | undefined {
  const parameters: unknown = Reflect.getMetadata(PARAMETERS, controller, method);
  const sends = Object.keys(parameters ?? {}).some((name) => SENDING_PARAMETER.test(name));
  const passes = Reflect.getMetadata(PASSTHROUGH, controller, method) === true;
  const isOther = OTHER_ANSWERS.some((name) => Reflect.hasMetadata(name, handler));
  return isOther || (sends && !passes) ? MUST_RETURN : undefined;
}
