import * as fc from 'fast-check';

const KEY_INJECTION = ['*', '**', ':', 'a:b', '{', '[a-z]', '?', '\\', '%', '_', '/', '../..', '.'];
const CONTROL = ['\n', '\r\nX-Injected: 1', '\r\n\r\nGET /metrics', '\0', 'a\0b', '\t', '\x7f'];
const UNICODE = ['\ud800', 'a\udfffb', '\u202e', '\ufeff', '\u00e9', 'İ', '٣', '👩‍👩‍👧'];
const SQL = [
  "' OR '1'='1",
  "'; DROP TABLE auth.users; --",
  '$1',
  '1); SELECT pg_sleep(10); --',
  'x" OR 1=1',
  "{\\'}",
];
const OBJECTS = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'then', 'prototype'];
const NUMBERS = [
  'NaN',
  '1e999',
  '-1',
  '0',
  '9223372036854775808',
  '0x10',
  '1.5',
  ' 1',
  '+1',
  '007',
];
const WORDS = [
  '',
  ' ',
  'null',
  'undefined',
  'true',
  '[object Object]',
  '2025-02-30',
  '275760-09-14',
];

const LENGTH = 10_240;
const LONG = ['A'.repeat(LENGTH), 'é'.repeat(LENGTH / 2), '*:'.repeat(LENGTH / 2)];

/** Texts that a careless program takes for something else than text. */
export const hostileText: fc.Arbitrary<string> = fc.oneof(
  {
    weight: 12,
    arbitrary: fc.constantFrom(
      ...[...KEY_INJECTION, ...CONTROL, ...UNICODE, ...SQL, ...OBJECTS, ...NUMBERS, ...WORDS],
    ),
  },
  { weight: 1, arbitrary: fc.constantFrom(...LONG) },
  { weight: 3, arbitrary: fc.string({ unit: 'binary', maxLength: 80 }) },
  { weight: 2, arbitrary: fc.string({ maxLength: 300 }) },
);

const DEPTH = 5_000;
const JSON_TEXTS = [
  ...['null', 'true', '[]', '{}', '-0', '1e308', '1e999', '-1', '1.5', '9007199254740993', '2e9'],
  ...['[[]]', '[null]', '{"$gt":""}', '{"toString":1}', '{"length":1e9}', '{"then":1}'],
  ...['{"__proto__":{"isAdmin":true}}', '{"constructor":{"prototype":{"isAdmin":true}}}'],
  '['.repeat(DEPTH) + ']'.repeat(DEPTH),
  '{"a":'.repeat(40) + '1' + '}'.repeat(40),
  `[${'1,'.repeat(10_000)}1]`,
];

/** JSON of a wrong type, of odd numbers, or deep; some of it no JSON at all. */
export const hostileJson: fc.Arbitrary<string> = fc.oneof(
  { weight: 3, arbitrary: hostileText.map((text) => JSON.stringify(text)) },
  { weight: 3, arbitrary: fc.constantFrom(...JSON_TEXTS) },
  { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 3 }).map((value) => JSON.stringify(value)) },
  { weight: 1, arbitrary: fc.double().map(String) },
);

/** Names of fields that no body declares, or that only an answer has. */
export const hostileField: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(
    ...['id', 'user_id', 'userId', 'roles', 'role', 'is_admin', 'isAdmin', 'subject', 'owner'],
    ...['created_at', 'updated_at', 'createdAt', 'result', 'content_hash', 'embedding', 'source'],
    ...OBJECTS,
  ),
  hostileText,
);

/** Content-Type headers; most are what the API takes. */
export const contentType: fc.Arbitrary<string> = fc.oneof(
  { weight: 30, arbitrary: fc.constant('application/json') },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      ...['text/plain', 'application/xml', 'application/x-www-form-urlencoded', '', '*/*'],
      ...['multipart/form-data; boundary=x', 'application/json; charset=utf-16', 'TEXT/HTML'],
      ...['application/merge-patch+json', 'application/json;', 'APPLICATION/JSON', 'json'],
    ),
  },
  { weight: 1, arbitrary: hostileText },
);
