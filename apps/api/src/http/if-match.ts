import { applyDecorators, createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { ApiHeader } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { codedTag, entityTag, type ContentCoding } from '@strata/cache';
import { AppError } from '@strata/errors';
import { ApiProblems } from './api-problems';

/** The states that a condition names: any, or those with one of these tags. */
type Tags = '*' | readonly string[];

/** What a request to change a resource says of the state that it is for. */
export interface Preconditions {
  readonly match: Tags | undefined;
  readonly noneMatch: Tags | undefined;
}

/** A tag of RFC 9110, section 8.8.3. */
const TAG = String.raw`(?:W/)?"[\x21\x23-\x7e\x80-\xff]*"`;
const LIST = new RegExp(String.raw`^${TAG}(?:[ \t]*,[ \t]*${TAG})*$`);

const CODINGS: readonly ContentCoding[] = ['identity', 'br', 'gzip'];

/** Injects what `If-Match` and `If-None-Match` say; undefined when there is neither. */
export const IfMatch = createParamDecorator(
  (_data: unknown, context: ExecutionContext): Preconditions | undefined => {
    const { headers } = context.switchToHttp().getRequest<FastifyRequest>();
    const match = tagsOf('If-Match', headers['if-match']);
    const noneMatch = tagsOf('If-None-Match', headers['if-none-match']);
    return match === undefined && noneMatch === undefined ? undefined : { match, noneMatch };
  },
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
    ApiHeader({
      name: 'If-None-Match',
      required: false,
      description: 'The change is made only where no state, with `*`, or none of these is there.',
      schema: { type: 'string' },
    }),
    ApiProblems('PRECONDITION_FAILED'),
  );

/**
 * What refuses a change of a resource that is not, or no more, as the request says; undefined where it says nothing.
 * The tag is made afresh from the resource's current state, as its GET makes it.
 */
export function precondition<T>(
  conditions: Preconditions | undefined,
  toDto: (current: T) => object,
): ((current: T | undefined) => void) | undefined {
  if (conditions === undefined) return undefined;
  const { match, noneMatch } = conditions;
  return (current) => {
    const state = current && entityTag(JSON.stringify(toDto(current)));
    if (match !== undefined && !names(match, state)) throw new AppError('PRECONDITION_FAILED');
    // Weak comparison, unlike the above: RFC 9110, section 13.1.2.
    if (noneMatch !== undefined && names(withoutWeakness(noneMatch), state))
      throw new AppError('PRECONDITION_FAILED');
  };
}

/** Whether there is a state, and the tags name it: what a client has read in any coding is the same state. */
function names(tags: Tags, state: string | undefined): boolean {
  if (state === undefined || tags === '*') return state !== undefined;
  return CODINGS.some((coding) => tags.includes(codedTag(state, coding)));
}

function withoutWeakness(tags: Tags): Tags {
  return tags === '*' ? tags : tags.map((tag) => tag.replace(/^W\//, ''));
}

/** @throws AppError VALIDATION_FAILED. */
function tagsOf(field: string, header: string | undefined): Tags | undefined {
  const text = header?.trim();
  if (text === undefined || text === '*') return text;
  if (LIST.test(text)) return text.match(new RegExp(TAG, 'g')) ?? [];
  const message = `${field} must be * or an ETag in its double quotes, or several, separated by commas`;
  throw new AppError('VALIDATION_FAILED', { errors: [{ field, message }] });
}
