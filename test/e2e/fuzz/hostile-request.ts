import * as fc from 'fast-check';
import {
  referredName,
  type ApiDocument,
  type Operation,
  type Parameter,
  type Schema,
} from '../../support/api-operations';
import { contentType, hostileField, hostileJson, hostileText } from './hostile-values';

/** One request, as it goes over the wire. */
export interface HostileRequest {
  readonly method: Operation['method'];
  /** The path of the operation, with its parameters' names. */
  readonly path: string;
  /** Name of who sends it. */
  readonly caller: string;
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
  /** False where the target may be no path of the operation. */
  readonly isRouted: boolean;
  /** Whether the body has a field that the operation does not declare. */
  readonly hasUndeclaredField: boolean;
}

/** Ids that exist: the sender's own and those it has no business with. */
export interface KnownIds {
  readonly users: readonly string[];
  readonly uuids: readonly string[];
}

type Pairs = readonly (readonly [string, string])[];

const HEADERS = [
  ...['cache-control', 'if-none-match', 'if-match', 'range', 'accept', 'accept-encoding', 'origin'],
  ...['x-request-id', 'x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto', 'forwarded'],
  ...['cookie', 'x-http-method-override', 'x-original-url', 'traceparent', 'referer', 'user-agent'],
  ...['authorization', 'x-user-id', 'x-roles', 'if-modified-since', 'accept-version', 'host'],
];

const often = <T>(arbitrary: fc.Arbitrary<T>, weight: number) => ({ arbitrary, weight });

/** Requests to every operation of `document`, valid ones among them. */
export function hostileRequest(
  document: ApiDocument,
  callers: readonly string[],
  ids: KnownIds,
): fc.Arbitrary<HostileRequest> {
  return fc
    .constantFrom(...document.operations)
    .chain((operation) => requestTo(operation, document, fc.constantFrom(...callers), ids));
}

function requestTo(
  operation: Operation,
  document: ApiDocument,
  caller: fc.Arbitrary<string>,
  ids: KnownIds,
): fc.Arbitrary<HostileRequest> {
  const values = (place: string) => parameterValues(operation, place, ids);
  return fc
    .record({
      caller,
      path: values('path').map((pairs) => pathOf(operation.path, pairs)),
      raw: fc.oneof(often(fc.constant(undefined), 40), often(hostileText, 1)),
      query: fc.tuple(values('query'), sometimes(hostileField, hostileText)).map(joined),
      headers: fc.tuple(values('header'), sometimes(fc.constantFrom(...HEADERS), headerText)),
      content: operation.body ? bodyOf(operation, document, ids) : fc.constant(undefined),
      type: contentType,
    })
    .map(({ caller, path, raw, query, headers, content, type }) => ({
      method: operation.method,
      path: operation.path,
      caller,
      target: raw === undefined ? `${path}${queryOf(query)}` : `${path}${raw}`,
      headers: {
        ...Object.fromEntries(joined(headers)),
        ...(content && { 'content-type': type }),
      },
      body: content?.text,
      isRouted: raw === undefined && !/\/(?:$|\?)|\/\//.test(path),
      hasUndeclaredField: content?.hasUndeclaredField ?? false,
    }));
}

const joined = (parts: readonly Pairs[]): Pairs => parts.flat();

/** Conditions and ranges that mean something, and texts that do not. */
const headerText = fc.oneof(
  fc.constantFrom('*', 'W/"x"', 'no-cache', 'bytes=0-1', 'max-age=0', 'https://evil.example.com'),
  hostileText,
);

function sometimes(name: fc.Arbitrary<string>, value: fc.Arbitrary<string>): fc.Arbitrary<Pairs> {
  return fc.oneof(
    often(fc.constant([]), 3),
    often(fc.array(fc.tuple(name, value), { minLength: 1, maxLength: 3 }), 1),
  );
}

function parameterValues(operation: Operation, place: string, ids: KnownIds): fc.Arbitrary<Pairs> {
  const declared = operation.parameters.filter((parameter) => parameter.in === place);
  const pairs = declared.map((parameter) =>
    textFor(parameter, ids).map((text): Pairs => [[parameter.name, text]]),
  );
  // A header's value is hardly ever right by chance, and then hides what lies behind it.
  const absent = often(fc.constant<Pairs>([]), place === 'header' ? 8 : 3);
  const optional = (pair: fc.Arbitrary<Pairs>) => fc.oneof(often(pair, 1), absent);
  return fc.tuple(...(place === 'path' ? pairs : pairs.map(optional))).map(joined);
}

function textFor({ name, schema, example }: Parameter, ids: KnownIds): fc.Arbitrary<string> {
  const valid = [example, schema?.example].filter((value) => typeof value === 'string');
  const known = schema?.format === 'uuid' ? ids.uuids : ids.users;
  const isId = /id$/i.test(name);
  return fc.oneof(
    often(fc.constantFrom(...(isId ? known : [...valid, '1', '2025-06-20'])), 6),
    often(hostileText, isId ? 2 : 4),
  );
}

function pathOf(template: string, values: Pairs): string {
  const byName = new Map(values);
  return template.replaceAll(/\{([^}]+)\}/g, (_all, name: string) =>
    percentEncoded(byName.get(name) ?? ''),
  );
}

function queryOf(pairs: Pairs): string {
  if (pairs.length === 0) return '';
  return `?${pairs.map((pair) => pair.map(percentEncoded).join('=')).join('&')}`;
}

/** As encodeURIComponent, and lone surrogates as the three bytes that UTF-8 forbids. */
function percentEncoded(text: string): string {
  return [...text]
    .map((character) => {
      const code = character.codePointAt(0) ?? 0;
      if (code < 0xd800 || code > 0xdfff) return encodeURIComponent(character);
      return `%ED%${hex(0x80 | ((code >> 6) & 0x3f))}%${hex(0x80 | (code & 0x3f))}`;
    })
    .join('');
}

const hex = (byte: number): string => byte.toString(16).toUpperCase();

interface Content {
  readonly text: string;
  readonly hasUndeclaredField: boolean;
}

function bodyOf(
  operation: Operation,
  document: ApiDocument,
  ids: KnownIds,
): fc.Arbitrary<Content | undefined> {
  const schema = document.schemas[referredName(operation.body?.schema)] ?? {};
  const declared = Object.keys(schema.properties ?? {});
  const examples = Object.values(operation.body?.examples ?? {}).map(({ value }) => value);
  const fields = Object.entries(schema.properties ?? {}).map(([name, property]) =>
    fieldOf(name, property, examples, ids),
  );
  const whole = (text: string): Content => ({ text, hasUndeclaredField: false });
  const fromFields = fc
    .tuple(fc.tuple(...fields).map(joined), sometimes(hostileField, hostileJson))
    .map(([known, more]) => ({
      text: objectText([...known, ...more]),
      hasUndeclaredField: more.some(([name]) => !declared.includes(name)),
    }));
  return fc.oneof(
    often(fromFields, 20),
    often(hostileJson.map(whole), 2),
    often(hostileText.map(whole), 1),
    often(fc.constant(undefined), 1),
  );
}

/** Written by hand: JSON.stringify leaves out `__proto__` and repeated names. */
function objectText(fields: Pairs): string {
  return `{${fields.map(([name, text]) => `${JSON.stringify(name)}:${text}`).join(',')}}`;
}

function fieldOf(
  name: string,
  schema: Schema,
  examples: readonly unknown[],
  ids: KnownIds,
): fc.Arbitrary<Pairs> {
  const given = examples.map((example) => (example as Record<string, unknown>)[name]);
  const valid = [...given, schema.example, ...(schema.enum ?? []), ...idsFor(name, schema, ids)];
  const texts = valid.filter((value) => value !== undefined).map((value) => JSON.stringify(value));
  const value = fc.oneof(
    often(texts.length > 0 ? fc.constantFrom(...texts) : hostileJson, 8),
    often(hostileJson, 1),
  );
  return fc.oneof(
    often(
      value.map((text): Pairs => [[name, text]]),
      9,
    ),
    often(fc.constant<Pairs>([]), 1),
  );
}

function idsFor(name: string, { format }: Schema, ids: KnownIds): readonly string[] {
  if (!/id$/i.test(name)) return [];
  return format === 'uuid' ? ids.uuids : ids.users;
}
