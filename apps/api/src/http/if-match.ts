import { applyDecorators, createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { ApiHeader } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { codedTag, entityTag, type ContentCoding } from '@strata/cache';
import { AppError } from '@strata/errors';
import { ApiProblems } from './api-problems';

/** What If-Match names: any state, or those with one of these tags. */
export type IfMatchTags = '*' | readonly string[];

/** A tag of RFC 9110, section 8.8.3. */
const TAG = String.raw`(?:W/)?"[\x21\x23-\x7e\x80-\xff]*"`;
const LIST = new RegExp(String.raw`^${TAG}(?:[ \t]*,[ \t]*${TAG})*$`);

const CODINGS: readonly ContentCoding[] = ['identity', 'br', 'gzip'];

/** Injects the `If-Match` header; undefined when there is none. */
export const IfMatch = createParamDecorator((_data: unknown, context: ExecutionContext) =>
  ifMatchTags(context.switchToHttp().getRequest<FastifyRequest>().headers['if-match']),
);

/** Documents {@link IfMatch} at a route. */
export const ApiIfMatch = (): MethodDecorator =>
  applyDecorators(
    ApiHeader({
      name: 'If-Match',
      required: false,
      description:
        'The ETag of the answer that showed the resource, or `*` for any state: the change is made only while it is still so.',
      schema: { type: 'string' },
    }),
    ApiProblems('PRECONDITION_FAILED'),
  );

/**
 * What refuses a change of a resource that is not, or no more, as If-Match says; undefined without the
 * header. The tag is made afresh from the resource's current state, as its GET makes it.
 */
export function precondition<T>(
  tags: IfMatchTags | undefined,
  toDto: (current: T) => object,
): ((current: T | undefined) => void) | undefined {
  if (tags === undefined) return undefined;
  return (current) => {
    if (current === undefined) throw new AppError('PRECONDITION_FAILED');
    if (tags === '*') return;
    const tag = entityTag(JSON.stringify(toDto(current)));
    // Strong comparison: what a client has read in any coding is the same state.
    if (CODINGS.some((coding) => tags.includes(codedTag(tag, coding)))) return;
    throw new AppError('PRECONDITION_FAILED');
  };
}

/** @throws AppError VALIDATION_FAILED. */
function ifMatchTags(header: string | undefined): IfMatchTags | undefined {
  const text = header?.trim();
  if (text === undefined || text === '*') return text;
  if (LIST.test(text)) return text.match(new RegExp(TAG, 'g')) ?? [];
  const message =
    'If-Match must be * or an ETag in its double quotes, or several, separated by commas';
  throw new AppError('VALIDATION_FAILED', { errors: [{ field: 'If-Match', message }] });
}
