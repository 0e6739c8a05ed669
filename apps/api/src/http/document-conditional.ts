import type { OpenAPIObject } from '@nestjs/swagger';

type Operation = NonNullable<OpenAPIObject['paths'][string]['get']>;
type Parameter = NonNullable<Operation['parameters']>[number];

const TAG_SCHEMA = { type: 'string', example: '"kJVOjvSci_0ccKRclyA2T64XrGY"' } as const;

const IF_NONE_MATCH: Parameter = {
  name: 'If-None-Match',
  in: 'header',
  required: false,
  description: 'The ETag of an earlier answer, or several: 304 when it is still the same.',
  schema: { type: 'string' },
};

const ETAG = {
  description: 'Tells this answer, in this coding, from any other.',
  schema: TAG_SCHEMA,
};

const NOT_MODIFIED = {
  description: 'The client has this answer already, by If-None-Match.',
  headers: { ETag: ETAG },
};

/** Adds entity tags and 304 to a read. */
export function documentConditional(operation: Operation): void {
  operation.parameters = [...(operation.parameters ?? []), IF_NONE_MATCH];
  operation.responses['304'] = NOT_MODIFIED;
  const answer = operation.responses['200'];
  if (answer && !('$ref' in answer)) answer.headers = { ...answer.headers, ETag: ETAG };
}
