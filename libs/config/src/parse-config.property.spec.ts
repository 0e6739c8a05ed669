import fc from 'fast-check';
import { inspect } from 'node:util';
import { ConfigError } from './config-error';
import { variablesOf } from './engine/setting';
import { parseConfig } from './parse-config';
import { ALL_SETTINGS } from './settings';

const VARIABLES = ALL_SETTINGS.flatMap(variablesOf);
const SECRET_VARIABLES = ALL_SETTINGS.filter(({ secret }) => secret).flatMap(variablesOf);
const MARKER = 'hunter2';

/** Everything that parsing shows to anybody: the configuration, its warnings, or its faults. */
function shownBy(environment: Record<string, string>, readFile: (path: string) => string): string {
  try {
    const parsed = parseConfig(environment, { readFile });
    return JSON.stringify(parsed) + inspect(parsed, { depth: null, showHidden: true });
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.message + JSON.stringify(error) + inspect(error, { depth: null });
  }
}

const scheme = fc.constantFrom(
  'postgresql://',
  'postgres+asyncpg://',
  'redis://',
  'rediss://',
  'mysql://',
  'postgresql:',
  '',
);
const host = fc.constantFrom('@db/strata', '@db:6379/0', '@db:port/x', '@/x?host=/s', '/x', '');
const filler = fc.string({ unit: fc.constantFrom(...'ab:@/?#%&=,"\' \n\0é'), maxLength: 8 });
const query = fc.constantFrom('', '?sslmode=require', '?sslmode=x', '?ssl_cert_reqs=none', '#x');
const secretText = fc
  .tuple(scheme, filler, filler, host, query)
  .map(([start, a, b, end, more]) => `${start}${a}:${MARKER}${b}${end}${more}`);
const junk = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 30 }),
  fc.constantFrom(
    'true',
    '0',
    '5',
    'require',
    'production',
    '127.0.0.1',
    '::',
    'tcp://x',
    '[',
    '"',
  ),
);

describe('parsing', () => {
  it('throws nothing but a ConfigError, whatever the variables hold', () => {
    const environment = fc.dictionary(fc.constantFrom(...VARIABLES), fc.oneof(junk, secretText));
    const file = fc.oneof(junk, secretText, fc.constant(undefined));
    fc.assert(
      fc.property(environment, file, (variables, text) => {
        const readFile = () => {
          if (text === undefined) throw new Error(`cannot read ${MARKER}`);
          return text;
        };
        expect(typeof shownBy(variables, readFile)).toBe('string');
      }),
      { numRuns: 500 },
    );
  });

  it('never shows what a secret variable holds, valid or not', () => {
    const direct = SECRET_VARIABLES.filter((name) => !name.endsWith('_FILE'));
    const environment = fc.dictionary(fc.constantFrom(...direct), secretText);
    fc.assert(
      fc.property(environment, (variables) => {
        expect(shownBy(variables, () => '')).not.toContain(MARKER);
      }),
      { numRuns: 1_000 },
    );
  });

  it('never shows what the file of a secret holds, valid or not', () => {
    const files = SECRET_VARIABLES.filter((name) => name.endsWith('_FILE'));
    fc.assert(
      fc.property(fc.subarray(files, { minLength: 1 }), secretText, (names, text) => {
        const environment = Object.fromEntries(names.map((name) => [name, '/run/secrets/x']));
        expect(shownBy(environment, () => text)).not.toContain(MARKER);
      }),
      { numRuns: 500 },
    );
  });
});
