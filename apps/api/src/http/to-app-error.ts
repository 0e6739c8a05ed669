import { HttpException } from '@nestjs/common';
import { AppError, isErrorCode, type ErrorCode } from '@strata/errors';

const BY_STATUS: Readonly<Record<number, ErrorCode>> = {
  400: 'BAD_REQUEST',
  401: 'UNAUTHENTICATED',
  403: 'FORBIDDEN',
  404: 'NOT_FOUND',
  413: 'BODY_TOO_LARGE',
  415: 'UNSUPPORTED_MEDIA_TYPE',
};

/** Fastify's own codes (fastify `lib/errors.js`) that say more than their status. */
const BY_FASTIFY_CODE: Readonly<Record<string, ErrorCode>> = {
  FST_ERR_CTP_INVALID_JSON_BODY: 'MALFORMED_JSON',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'MALFORMED_JSON',
};

/**
 * SQLSTATEs that mean a value in the request cannot be stored or compared: character not in
 * repertoire, invalid text representation, untranslatable character, datetime overflow.
 */
const BAD_VALUE_SQLSTATES = new Set(['22021', '22P02', '22P05', '22008']);

/** Codes of the libraries that have one in the catalogue under another name. */
const BY_LIBRARY_CODE: Readonly<Record<string, ErrorCode>> = {
  CACHE_LOAD_TIMEOUT: 'DEADLINE_EXCEEDED',
};

const RETRY_AFTER_SECONDS = 1;

/** The catalogue's error for anything that was thrown while answering a request. */
export function toAppError(caught: unknown): AppError {
  if (caught instanceof AppError) return caught;
  const thrown = unwrapped(caught);
  const code = codeOf(thrown);
  if (code === 'ANSWER_NOT_CACHED') return new AppError(code, { cause: thrown });
  const known = code === undefined ? undefined : (BY_LIBRARY_CODE[code] ?? code);
  if (isErrorCode(known)) {
    return new AppError(known, { cause: thrown, retryAfterSeconds: RETRY_AFTER_SECONDS });
  }
  if (code !== undefined && BAD_VALUE_SQLSTATES.has(code)) {
    return new AppError('BAD_REQUEST', {
      detail: 'A value of the request cannot be stored; check ids, dates and control characters.',
      cause: thrown,
    });
  }
  return new AppError(fromHttp(thrown, code), { cause: thrown, ...detailOf(thrown) });
}

/** Nest wraps what Fastify and its parsers threw; the original says more. */
function unwrapped(caught: unknown): unknown {
  return caught instanceof HttpException && caught.cause instanceof Error ? caught.cause : caught;
}

function fromHttp(thrown: unknown, code: string | undefined): ErrorCode {
  const status = statusOf(thrown);
  if (isUnparsableJson(thrown, status)) return 'MALFORMED_JSON';
  const known = code === undefined ? undefined : BY_FASTIFY_CODE[code];
  return (
    known ?? BY_STATUS[status] ?? (status >= 400 && status < 500 ? 'BAD_REQUEST' : 'INTERNAL_ERROR')
  );
}

/** Both JSON.parse and the prototype-poisoning guard of Fastify fail with a SyntaxError. */
function isUnparsableJson(thrown: unknown, status: number): boolean {
  return thrown instanceof SyntaxError && status === 400;
}

function detailOf(thrown: unknown): { detail?: string } {
  if (codeOf(thrown) !== 'FST_ERR_CTP_BODY_TOO_LARGE') return {};
  return { detail: 'The body exceeds the limit (BODY_LIMIT_BYTES, 1 MiB by default).' };
}

function codeOf(thrown: unknown): string | undefined {
  if (!(thrown instanceof Error)) return undefined;
  return 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : undefined;
}

function statusOf(thrown: unknown): number {
  if (thrown instanceof HttpException) return thrown.getStatus();
  if (!(thrown instanceof Error)) return 500;
  return 'statusCode' in thrown && typeof thrown.statusCode === 'number' ? thrown.statusCode : 500;
}
