import { applyDecorators } from '@nestjs/common';
import { ApiExtraModels, ApiResponse, getSchemaPath } from '@nestjs/swagger';
import { AppError, CATALOGUE, type ErrorCode } from '@strata/errors';
import { toProblemDetails } from './problem-details';
import { ProblemDetailsDto } from './problem-details.dto';

const EXAMPLE_REQUEST_ID = '0b0b6c4e-6f0e-4a52-8b4c-3a1f6e1d2c3b';

/**
 * Documents the errors of a route beside those that the document adds to every route of its kind
 * (see openapi.ts). Codes with one status share one response with an example each.
 */
export function ApiProblems(...codes: ErrorCode[]): MethodDecorator & ClassDecorator {
  const responses = [...groupByStatus(codes)].map(([status, group]) =>
    ApiResponse({ status, ...problemResponse(group) }),
  );
  return applyDecorators(ApiExtraModels(ProblemDetailsDto), ...responses);
}

/** Error codes by their HTTP status. */
function groupByStatus(codes: readonly ErrorCode[]): Map<number, ErrorCode[]> {
  const groups = new Map<number, ErrorCode[]>();
  for (const code of codes) {
    const { status } = CATALOGUE[code];
    groups.set(status, [...(groups.get(status) ?? []), code]);
  }
  return groups;
}

/** The OpenAPI response of errors that share a status. */
export function problemResponse(codes: readonly ErrorCode[]) {
  return {
    description: codes.map((code) => `\`${code}\`: ${CATALOGUE[code].title}.`).join(' '),
    content: {
      'application/problem+json': {
        schema: { $ref: getSchemaPath(ProblemDetailsDto) },
        examples: Object.fromEntries(codes.map((code) => [code, { value: example(code) }])),
      },
    },
  };
}

function example(code: ErrorCode): ProblemDetailsDto {
  return toProblemDetails(new AppError(code), '/api/…', EXAMPLE_REQUEST_ID);
}
