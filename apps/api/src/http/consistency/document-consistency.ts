import type { OpenAPIObject } from '@nestjs/swagger';
import { CONSISTENCY_HEADER } from './consistency-token';

type Operation = NonNullable<OpenAPIObject['paths'][string]['get']>;
type Parameter = NonNullable<Operation['parameters']>[number];

const SCHEMA = { type: 'string', maxLength: 512 } as const;

const PARAMETER: Parameter = {
  name: CONSISTENCY_HEADER,
  in: 'header',
  required: false,
  description:
    'The header of an earlier answer: this one is then never older than what that one wrote or showed.',
  schema: SCHEMA,
};

const ANSWER_HEADER = {
  description:
    'Opaque; send it with later requests, the newest one you have. Present where replicas answer reads.',
  schema: SCHEMA,
};

/** Adds the header to an operation and to its successful answers. */
export function documentConsistency(operation: Operation): void {
  operation.parameters = [...(operation.parameters ?? []), PARAMETER];
  for (const [status, response] of Object.entries(operation.responses)) {
    if (response === undefined || '$ref' in response || !status.startsWith('2')) continue;
    response.headers = { ...response.headers, [CONSISTENCY_HEADER]: ANSWER_HEADER };
  }
}
