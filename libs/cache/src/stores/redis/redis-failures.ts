import { types } from 'node:util';
import { ErrorReply } from 'redis';
import {
  type CacheError,
  RedisReplyError,
  RedisTimeoutError,
  RedisUnavailableError,
} from '../../errors';

/** Driver errors name hosts; they are kept as the cause only. */
export function asCacheError(error: unknown): CacheError {
  if (error instanceof RedisTimeoutError || error instanceof RedisUnavailableError) return error;
  if (error instanceof ErrorReply) {
    return new RedisReplyError('Redis answered with an error.', error);
  }
  return new RedisUnavailableError('Redis cannot be reached.', error);
}

/** Whether nobody listens where the server should be. */
export function isRefused({ cause }: CacheError): boolean {
  return types.isNativeError(cause) && 'code' in cause && cause.code === 'ECONNREFUSED';
}

export function unavailable(): RedisUnavailableError {
  return new RedisUnavailableError('Redis is not connected.');
}

export function overloaded(): RedisUnavailableError {
  return new RedisUnavailableError('Too many calls to Redis are under way.');
}

export function timedOut(): RedisTimeoutError {
  return new RedisTimeoutError('Redis did not answer in time.');
}
