/** One error a caller can meet: its HTTP status, its title, and how to repair the request. */
export interface CatalogueEntry {
  readonly status: number;
  readonly title: string;
  readonly repair: string;
}

/** Every error code of the HTTP interface. A code, once published, keeps its meaning. */
export const CATALOGUE = {
  VALIDATION_FAILED: {
    status: 400,
    title: 'The request is not valid',
    repair: 'Correct the fields listed in "errors" and send the request again.',
  },
  MALFORMED_JSON: {
    status: 400,
    title: 'The body is not valid JSON',
    repair: 'Send a well-formed JSON object with Content-Type: application/json.',
  },
  BAD_REQUEST: {
    status: 400,
    title: 'The request cannot be understood',
    repair: 'Compare the request with the API documentation at /docs.',
  },
  INVALID_CURSOR: {
    status: 400,
    title: 'The cursor is not valid',
    repair: 'Use the "next_cursor" of the previous page unchanged, or leave it out to start over.',
  },
  INVALID_CONSISTENCY_TOKEN: {
    status: 400,
    title: 'The Consistency-Token header is not valid',
    repair: 'Send the Consistency-Token of an earlier answer unchanged, or leave the header out.',
  },
  UNAUTHENTICATED: {
    status: 401,
    title: 'A valid bearer token is required',
    repair: 'Send "Authorization: Bearer <token>" with a valid token or API key.',
  },
  FORBIDDEN: {
    status: 403,
    title: 'The token does not allow this',
    repair:
      'Use a token whose subject owns the resource or has the admin role, or a key with the scope.',
  },
  HOST_NOT_ALLOWED: {
    status: 403,
    title: 'The Host header is not a loopback name',
    repair: 'Without authentication the API answers only to localhost, 127.0.0.1 and [::1].',
  },
  NOT_FOUND: {
    status: 404,
    title: 'There is no such resource',
    repair: 'Check method and path against the API documentation at /docs.',
  },
  METHOD_NOT_ALLOWED: {
    status: 405,
    title: 'The path has no such method',
    repair: 'Use one of the methods that the Allow header names.',
  },
  USER_NOT_FOUND: {
    status: 404,
    title: 'There is no such user',
    repair: 'Create the user first with POST /api/users, or correct the id.',
  },
  PROJECT_NOT_FOUND: {
    status: 404,
    title: 'There is no such project',
    repair: 'List your projects with GET /api/projects, or correct the id.',
  },
  API_KEY_NOT_FOUND: {
    status: 404,
    title: 'There is no such API key',
    repair: 'List the keys with GET /admin/api-keys, or correct the id.',
  },
  ANALYSIS_NOT_FOUND: {
    status: 404,
    title: 'There is no such analysis',
    repair: 'List your analyses with GET /api/user/:userId/analyses, or correct the id.',
  },
  USER_ALREADY_EXISTS: {
    status: 409,
    title: 'A user with this id already exists',
    repair: 'Choose another id, or change the existing user with PATCH.',
  },
  EMAIL_ALREADY_USED: {
    status: 409,
    title: 'Another user has this email address',
    repair: 'Use another address; capitalisation does not make it different.',
  },
  PROJECT_ALREADY_EXISTS: {
    status: 409,
    title: 'You already have a project with this name',
    repair: 'Choose another name.',
  },
  ACTIVITY_CONFLICT: {
    status: 409,
    title: 'This event id was recorded with another body',
    repair: 'Use a new event_id for a new activity; repeat an activity only unchanged.',
  },
  IDEMPOTENCY_KEY_IN_USE: {
    status: 409,
    title: 'A request with this Idempotency-Key is under way',
    repair: 'Repeat the request after the time in Retry-After; its answer is then the first one.',
  },
  PRECONDITION_FAILED: {
    status: 412,
    title: 'The resource is not as If-Match says',
    repair: 'Read the resource again, and repeat the change on what it is now with its new ETag.',
  },
  BODY_TOO_LARGE: {
    status: 413,
    title: 'The body is too large',
    repair: 'Send less than the limit named in "detail".',
  },
  UNSUPPORTED_MEDIA_TYPE: {
    status: 415,
    title: 'The media type of the body is not supported',
    repair: 'Send Content-Type: application/json.',
  },
  IDEMPOTENCY_KEY_REUSED: {
    status: 422,
    title: 'This Idempotency-Key was used with another body',
    repair: 'Use a new key for a new request.',
  },
  RATE_LIMITED: {
    status: 429,
    title: 'Too many requests of this kind in a short time',
    repair: 'Repeat the request after the time in Retry-After; RateLimit tells what is left.',
  },
  INTERNAL_ERROR: {
    status: 500,
    title: 'The server failed to answer',
    repair: 'Repeat the request later; report the request_id if it keeps failing.',
  },
  DATABASE_UNAVAILABLE: {
    status: 503,
    title: 'The database cannot be reached right now',
    repair: 'Repeat the request after the time in Retry-After.',
  },
  POOL_EXHAUSTED: {
    status: 503,
    title: 'All database connections are in use',
    repair: 'Repeat the request after the time in Retry-After.',
  },
  OVERLOADED: {
    status: 503,
    title: 'The server has more to do than it can do in time',
    repair: 'Repeat the request after the time in Retry-After; nothing was done for it.',
  },
  TRANSACTION_ROLLED_BACK: {
    status: 503,
    title: 'The change was undone because others changed the same data',
    repair: 'Repeat the request; nothing of it was kept.',
  },
  DATABASE_OUTCOME_UNKNOWN: {
    status: 503,
    title: 'The connection was lost while the change was being committed',
    repair: 'Read the resource to see whether the change was kept before repeating the request.',
  },
  DEADLINE_EXCEEDED: {
    status: 504,
    title: 'The request took too long',
    repair: 'Ask for less, or repeat the request later; nothing of it was kept.',
  },
  ANSWER_NOT_CACHED: {
    status: 504,
    title: 'No answer that fits the request is cached',
    repair: 'Leave out "only-if-cached" in Cache-Control to have the answer made.',
  },
  AUTHENTICATION_UNAVAILABLE: {
    status: 503,
    title: 'Tokens cannot be verified right now',
    repair: 'Repeat the request after the time in Retry-After.',
  },
} as const satisfies Record<string, CatalogueEntry>;

/** A stable, documented error code. */
export type ErrorCode = keyof typeof CATALOGUE;

/** True when `value` is a code of the catalogue. */
export function isErrorCode(value: unknown): value is ErrorCode {
  return typeof value === 'string' && Object.hasOwn(CATALOGUE, value);
}
