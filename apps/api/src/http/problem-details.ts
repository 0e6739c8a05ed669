import { AppError, CATALOGUE, type ErrorCode } from '@strata/errors';
import type { ProblemDetailsDto } from './problem-details.dto';

/** Media type of problem details, RFC 9457 section 3. */
export const PROBLEM_MEDIA_TYPE = 'application/problem+json; charset=utf-8';

/** The `type` member of a code's problem details. */
function problemType(code: ErrorCode): string {
  return `urn:strata:problem:${code.toLowerCase().replaceAll('_', '-')}`;
}

/** The wire form of an error, for the request with this URL and id. */
export function toProblemDetails(
  error: AppError,
  url: string,
  requestId: string,
): ProblemDetailsDto {
  return {
    type: problemType(error.code),
    title: CATALOGUE[error.code].title,
    status: error.status,
    detail: error.detail,
    instance: url.split('?', 1)[0] ?? url,
    code: error.code,
    request_id: requestId,
    ...(error.errors && { errors: error.errors.map(({ field, message }) => ({ field, message })) }),
  };
}
