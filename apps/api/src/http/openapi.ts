import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import type { INestApplication } from '@nestjs/common';
import { CATALOGUE, isErrorCode, type ErrorCode } from '@strata/errors';
import { documentConsistency } from './consistency/document-consistency';
import { API_KEY_SECURITY } from './access';
import { problemResponse } from './api-problems';
import { documentConditional } from './document-conditional';

type PathItem = OpenAPIObject['paths'][string];
type Operation = NonNullable<PathItem['get']>;
type Responses = Operation['responses'];

const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const;

const DESCRIPTION = `User profiles, activity stats and text analysis, answered from the cache first.

Errors are problem details (RFC 9457) with a stable \`code\` and the \`request_id\` of the answer's
\`X-Request-Id\` header. Send \`Cache-Control: no-cache\` to have a cached answer computed afresh.`;

const API_KEY_SCHEME = {
  type: 'http',
  scheme: 'bearer',
  bearerFormat: 'strata_…',
  description:
    'A key of a machine, from POST /admin/api-keys. It needs the scope `read` for GET and HEAD and `write` for all ' +
    'else; with `admin` as well it reaches what admins reach, but no key and not the audit log.',
} as const;

/** Serves the OpenAPI document at /openapi.json and a page to read and try it at /docs. */
export function serveDocumentation(app: INestApplication): void {
  SwaggerModule.setup('docs', app, () => createDocument(app), { jsonDocumentUrl: 'openapi.json' });
}

/** The OpenAPI document of the application's routes, with every error a route can answer. */
export function createDocument(app: INestApplication): OpenAPIObject {
  const config = new DocumentBuilder()
    .setTitle('Strata')
    .setDescription(DESCRIPTION)
    .setVersion('1')
    .addBearerAuth({ type: 'http', scheme: 'bearer', bearerFormat: 'JWT' })
    .addBearerAuth(API_KEY_SCHEME, API_KEY_SECURITY)
    .build();
  const document = SwaggerModule.createDocument(app, config);
  for (const [path, item] of Object.entries(document.paths)) addCommonProblems(path, item);
  return document;
}

function addCommonProblems(path: string, item: PathItem): void {
  for (const method of METHODS) {
    const operation = item[method];
    if (!operation) continue;
    addProblems(operation, commonCodes(path, method, operation));
    if (needsToken(operation)) documentConsistency(operation);
    if (method === 'get' && path.startsWith('/api')) documentConditional(operation);
  }
}

/** What every route of its kind can answer, whatever it does. */
function commonCodes(path: string, method: string, operation: Operation): ErrorCode[] {
  const hasBody = operation.requestBody !== undefined;
  const hasInput = hasBody || (operation.parameters ?? []).length > 0;
  return [
    ...(hasInput ? (['VALIDATION_FAILED', 'BAD_REQUEST'] as const) : []),
    ...(hasBody ? (['MALFORMED_JSON', 'BODY_TOO_LARGE', 'UNSUPPORTED_MEDIA_TYPE'] as const) : []),
    ...(needsToken(operation)
      ? ([
          'INVALID_CONSISTENCY_TOKEN',
          'UNAUTHENTICATED',
          'FORBIDDEN',
          'AUTHENTICATION_UNAVAILABLE',
          'RATE_LIMITED',
          'OVERLOADED',
        ] as const)
      : []),
    ...(path.startsWith('/api') ? (['DATABASE_UNAVAILABLE', 'POOL_EXHAUSTED'] as const) : []),
    ...(method === 'get' ? [] : (['TRANSACTION_ROLLED_BACK', 'DATABASE_OUTCOME_UNKNOWN'] as const)),
    'HOST_NOT_ALLOWED',
    'INTERNAL_ERROR',
  ];
}

function needsToken({ security }: Operation): boolean {
  return security !== undefined && security.length > 0;
}

function addProblems(operation: Operation, codes: readonly ErrorCode[]): void {
  for (const code of codes) {
    const status = String(CATALOGUE[code].status);
    operation.responses[status] = merged(operation.responses[status], code);
  }
}

/** The response with `code` among its documented errors, beside those declared at the route. */
function merged(existing: Responses[string] | undefined, code: ErrorCode): Responses[string] {
  const documented = existing && 'content' in existing ? existing.content : undefined;
  const examples = Object.keys(documented?.['application/problem+json']?.examples ?? {});
  const known = examples.filter(isErrorCode);
  if (known.includes(code)) return existing ?? problemResponse([code]);
  return problemResponse([...known, code]);
}
