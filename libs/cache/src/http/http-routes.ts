import { type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import { CacheRuntime } from '../internal/cache-runtime';
import type { ResolvedCacheOptions } from '../internal/resolve-options';
import { HTTP_CACHE_METADATA, type HttpCacheOptions } from './http-cache-options';
import { type HttpRequest, routeTemplate } from './http-exchange';
import { HttpRoute } from './http-route';

/** Nest's own metadata: versions of a handler or controller, its `@Header`s, and the host of a controller. */
const VERSION_METADATA = '__version__';
const HEADERS_METADATA = '__headers__';
const HOST_METADATA = 'host';

/**
 * The routes with `@HttpCache`, each learned when Nest first runs it: from then on it is known, by
 * Fastify's own object for the route, which handler of which controller answers there.
 */
@Injectable()
export class HttpRoutes {
  readonly #options: ResolvedCacheOptions;
  readonly #byHandler = new WeakMap<object, HttpRoute[]>();
  readonly #byConfig = new WeakMap<object, HttpRoute>();

  constructor(@Inject(CacheRuntime) runtime: CacheRuntime) {
    this.#options = runtime.options;
  }

  /** The route of a request that Nest is running; undefined when it is not cached. */
  learn(context: ExecutionContext, request: HttpRequest): HttpRoute | undefined {
    const config = request.routeOptions?.config;
    const known = config && this.#byConfig.get(config);
    if (known !== undefined) return known;
    const route = this.#ofHandler(context, request);
    if (route !== undefined && config !== undefined) this.#byConfig.set(config, route);
    return route;
  }

  /** The route by Fastify's `config` object; undefined when it is not cached, or not learned yet. */
  known(config: object | undefined): HttpRoute | undefined {
    return config && this.#byConfig.get(config);
  }

  #ofHandler(context: ExecutionContext, request: HttpRequest): HttpRoute | undefined {
    const handler = context.getHandler();
    // Only @HttpCache writes this metadata.
    const options = Reflect.getMetadata(HTTP_CACHE_METADATA, handler) as
      HttpCacheOptions | undefined;
    if (options === undefined) return undefined;
    const controller = context.getClass();
    const template = routeTemplate(request) ?? '';
    const routes = this.#byHandler.get(handler) ?? [];
    const known = routes.find(
      (each) => each.controller === controller && each.template === template,
    );
    if (known !== undefined) return known;
    const route = this.#create(options, { handler, controller }, template);
    this.#byHandler.set(handler, [...routes, route]);
    return route;
  }

  #create(
    options: HttpCacheOptions,
    { handler, controller }: { handler: Named; controller: Named },
    template: string,
  ): HttpRoute {
    const version = metadata(VERSION_METADATA, handler) ?? metadata(VERSION_METADATA, controller);
    const { http, defaultTtlSeconds } = this.#options;
    const named = options.ttlName === undefined ? undefined : http.ttlSeconds[options.ttlName];
    return new HttpRoute({
      options,
      handler,
      controller,
      template,
      identity: [template, controller.name, handler.name, version ?? null],
      vary: varyOf(options, controller),
      headerNames: declaredHeaders(handler),
      ttlSeconds: named ?? options.ttlSeconds ?? defaultTtlSeconds,
      holderOf: (options.scope === 'tenant' ? http.tenantId : http.callerId) ?? unknown,
    });
  }
}

interface Named {
  readonly name: string;
}

function metadata(name: string, of: object): unknown {
  return Reflect.getMetadata(name, of);
}

/** A controller bound to hosts answers by the Host header too. */
function varyOf({ vary = [] }: HttpCacheOptions, controller: object): readonly string[] {
  const names = metadata(HOST_METADATA, controller) === undefined ? vary : [...vary, 'host'];
  return [...new Set(names.map((name) => name.toLowerCase()))];
}

function declaredHeaders(handler: object): readonly string[] {
  const headers = metadata(HEADERS_METADATA, handler);
  if (!Array.isArray(headers)) return [];
  // Nest's `@Header` writes a list of names and values.
  return (headers as readonly Named[]).map(({ name }) => name.toLowerCase());
}

function unknown(): undefined {
  return undefined;
}
