import { applyDecorators, SetMetadata, UseInterceptors } from '@nestjs/common';
import { CacheOptionsError } from '../errors';
import {
  HTTP_CACHE_METADATA,
  type HttpCacheOptions,
  type HttpCacheScope,
} from '../http/http-cache-options';
import { HttpCacheInterceptor } from '../http/http-cache.interceptor';

const SCOPES: readonly unknown[] = ['public', 'tenant', 'user'] satisfies HttpCacheScope[];

/**
 * Has {@link HttpCacheInterceptor} cache a GET route: its 200 answers, as JSON, with the headers that
 * the handler sets.
 *
 * @throws CacheOptionsError when no scope is declared
 */
export function HttpCache(options: HttpCacheOptions): MethodDecorator {
  if (!SCOPES.includes(options.scope)) {
    throw new CacheOptionsError('@HttpCache needs a scope: "public", "tenant" or "user".');
  }
  // On this route alone: an interceptor for all routes would cost every one of them.
  return applyDecorators(
    SetMetadata(HTTP_CACHE_METADATA, options),
    UseInterceptors(HttpCacheInterceptor),
  );
}
