import { Ajv, type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import { CATALOGUE, isErrorCode } from '@strata/errors';
import type { ApiDocument, Media, Operation, Schema } from '../../support/api-operations';
import type { Answer } from './exchange';

const PROBLEM = 'application/problem+json';
const DOCUMENT = 'http://localhost/openapi.json';

/** Statuses with which Node's HTTP parser refuses bytes that are no request. */
const PARSER_STATUSES = [400, 408, 431];

/** Says what in an answer is not as the document has it. */
export class DocumentedAnswers {
  readonly #ajv = new Ajv({ strict: false, allErrors: true });
  readonly #validators = new Map<string, ValidateFunction>();
  readonly #problem: ValidateFunction;

  constructor(document: ApiDocument) {
    addFormats(this.#ajv);
    const schemas = Object.entries(document.schemas).map(([name, schema]) => [name, exact(schema)]);
    this.#ajv.addSchema(
      { components: { schemas: Object.fromEntries(schemas) as object } },
      DOCUMENT,
    );
    this.#problem = this.#validator({ $ref: '#/components/schemas/ProblemDetailsDto' });
  }

  /** What is wrong with any answer, whatever was asked; empty when nothing is. */
  generalFaults({ status, headers, text }: Answer): string[] {
    const faults = status >= 200 && status < 500 ? [] : [`status ${String(status)}`];
    if (headers['set-cookie']) faults.push('a cookie');
    if (headers['x-content-type-options'] !== 'nosniff') faults.push('no security headers');
    if ('x-injected' in headers) faults.push('a header that the caller made');
    return status < 400 ? faults : [...faults, ...this.#problemFaults(status, headers, text)];
  }

  /** What in the answer to `operation` the document does not say. */
  undocumented({ responses }: Operation, { status, headers, text }: Answer): string[] {
    if (status === 304) return text === '' ? [] : ['304 with a body'];
    const content = responses[String(status)]?.content;
    if (!responses[String(status)]) return [`undocumented status ${String(status)}`];
    if (!content) return text === '' ? [] : ['a body where none is documented'];
    const type = typeOf(headers);
    const media = content[type];
    if (!media) return [`undocumented content type ${type}`];
    return type === PROBLEM ? undocumentedCode(media, text) : this.#bodyFaults(type, media, text);
  }

  #problemFaults(status: number, headers: Answer['headers'], text: string): string[] {
    if (typeOf(headers) !== PROBLEM) return [`an error as ${typeOf(headers)}`];
    const problem: unknown = JSON.parse(text);
    if (!this.#problem(problem)) return [this.#ajv.errorsText(this.#problem.errors)];
    const { code } = problem as { code: string };
    if (!isErrorCode(code)) return [`a code that is not in the catalogue: ${code}`];
    const isOfParser = code === 'BAD_REQUEST' && PARSER_STATUSES.includes(status);
    return CATALOGUE[code].status === status || isOfParser ? [] : [`${code} as ${String(status)}`];
  }

  #bodyFaults(type: string, { schema }: Media, text: string): string[] {
    if (type !== 'application/json' || !schema) return [];
    const validate = this.#validator(schema);
    return validate(JSON.parse(text)) ? [] : [this.#ajv.errorsText(validate.errors)];
  }

  #validator(schema: Schema): ValidateFunction {
    const key = JSON.stringify(schema).replaceAll('"#/', `"${DOCUMENT}#/`);
    const validator = this.#validators.get(key) ?? this.#ajv.compile(JSON.parse(key) as object);
    this.#validators.set(key, validator);
    return validator;
  }
}

function typeOf(headers: Answer['headers']): string {
  return headers['content-type']?.split(';')[0]?.trim() ?? '';
}

/** The document names the codes of a status by an example each. */
function undocumentedCode({ examples }: Media, text: string): string[] {
  const { code } = JSON.parse(text) as { code: string };
  return examples && code in examples ? [] : [`undocumented code ${code}`];
}

/** With no property but the declared ones, at any depth; and `nullable` as client generators take it. */
function exact(schema: Schema): object {
  return JSON.parse(JSON.stringify(schema), (_key, value: unknown) => {
    if (isNullableReference(value)) return { anyOf: [{ type: 'null' }, ...value.allOf] };
    return isClosed(value) ? { ...value, additionalProperties: false } : value;
  }) as object;
}

/** JSON schema knows `nullable` beside `type` alone; a document has it beside references as well. */
function isNullableReference(value: unknown): value is { readonly allOf: readonly [object] } {
  return typeof value === 'object' && value !== null && 'nullable' in value && 'allOf' in value;
}

function isClosed(value: unknown): value is Schema {
  if (typeof value !== 'object' || value === null || !('properties' in value)) return false;
  return !('additionalProperties' in value) && 'type' in value && value.type === 'object';
}
