import { applyDecorators, SetMetadata, UseInterceptors } from '@nestjs/common';
import { CacheOptionsError } from '../errors';
import { HTTP_CACHE_METADATA, type HttpCacheOptions } from '../http/http-cache-options';
import { HttpCacheInterceptor } from '../http/http-cache.interceptor';

/**
 * Has {@link HttpCacheInterceptor} cache a GET route: the body of its 200 answers, as JSON. Headers
 * that the handler sets are not kept.
 *
 * @throws CacheOptionsError when no scope is declared
 */
export function HttpCache(options: HttpCacheOptions): MethodDecorator {
  if (!['public', 'user'].includes(options.scope)) {
    throw new CacheOptionsError('@HttpCache needs a scope: "public" or "user".');
  }
  // On this route alone: an interceptor for all routes would cost every one of them.
  return applyDecorators(
    SetMetadata(HTTP_CACHE_METADATA, options),
    UseInterceptors(HttpCacheInterceptor),
  );
}
