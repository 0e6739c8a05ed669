import { createDocument } from '../../apps/api/src/http/openapi';
import type { TestApp } from './app';

/** What of a JSON schema the tests look at. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly example?: unknown;
  readonly format?: string;
  readonly pattern?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: unknown;
}

/** A parameter in a path, a query or a header. */
export interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly example?: unknown;
  readonly schema?: Schema;
}

type Example = Readonly<Record<string, { readonly value?: unknown }>>;

/** A body of one media type. */
export interface Media {
  readonly schema?: Schema;
  readonly examples?: Example;
}

/** One method of one documented path. */
export interface Operation {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly parameters: readonly Parameter[];
  readonly body: Media | undefined;
  readonly responses: Readonly<Record<string, { readonly content?: Record<string, Media> }>>;
}

/** The OpenAPI document as plain data. */
export interface ApiDocument {
  readonly operations: readonly Operation[];
  readonly schemas: Readonly<Record<string, Schema>>;
}

interface PathOperation {
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content: Readonly<Record<string, Media>> };
  readonly responses: Operation['responses'];
}

interface OpenApi {
  readonly paths: Readonly<Record<string, Readonly<Record<string, PathOperation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;

/** Every operation that the application documents. */
export function apiDocument({ app }: TestApp): ApiDocument {
  // As it is served: plain JSON.
  const document = JSON.parse(JSON.stringify(createDocument(app))) as OpenApi;
  const operations = Object.entries(document.paths).flatMap(([path, item]) =>
    METHODS.flatMap((method) => {
      const operation = item[method.toLowerCase()];
      return operation ? [toOperation(method, path, operation)] : [];
    }),
  );
  return { operations, schemas: document.components.schemas };
}

function toOperation(
  method: Operation['method'],
  path: string,
  { parameters = [], requestBody, responses }: PathOperation,
): Operation {
  return { method, path, parameters, body: requestBody?.content['application/json'], responses };
}

/** The name of the schema that `schema` refers to. */
export function referredName(schema: Schema | undefined): string {
  return schema?.$ref?.split('/').at(-1) ?? '';
}
