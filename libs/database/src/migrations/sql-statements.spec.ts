import fc from 'fast-check';
import { splitStatements } from './sql-statements';

const texts = (sql: string): string[] => splitStatements(sql).map(({ text }) => text);

describe('splitStatements', () => {
  it('ends statements at semicolons and leaves out what is empty', () => {
    expect(texts('SELECT 1;\n;; SELECT 2 ;\nSELECT 3')).toEqual([
      'SELECT 1',
      'SELECT 2',
      'SELECT 3',
    ]);
  });

  it.each([
    ['a string', `SELECT ';'`],
    ['a string with doubled quotes', `SELECT 'it''s; fine'`],
    ['a string that ends with a backslash', `SELECT 'C:\\', ';'`],
    ['an escape string with an escaped quote', `SELECT E'it\\'s; fine'`],
    ['an identifier in quotes', `SELECT 1 AS "a;""b"`],
    ['a line comment', 'SELECT 1 -- one; two\n + 1'],
    ['a block comment', 'SELECT 1 /* one; /* nested; */ two; */ + 1'],
    ['a dollar-quoted string', 'DO $$ BEGIN PERFORM 1; END $$'],
    ['a dollar-quoted string with a tag, and another inside', 'DO $do$ SELECT $$;$$; $do$'],
    ['parentheses', 'CREATE RULE r AS ON INSERT TO t DO (SELECT 1; SELECT 2)'],
    [
      'the body of an SQL-standard function',
      'CREATE OR REPLACE FUNCTION f(x int) RETURNS int BEGIN ATOMIC ' +
        'SELECT 1; SELECT CASE WHEN x > 0 THEN 1 ELSE 0 END; END',
    ],
  ])('does not end a statement inside %s', (_where, sql) => {
    expect(texts(`${sql};SELECT 2`)).toEqual([sql, 'SELECT 2']);
  });

  it('takes a dollar sign within a name, and a parameter, for no quote', () => {
    expect(texts('SELECT a$b$c; SELECT $1; SELECT $2')).toEqual([
      'SELECT a$b$c',
      'SELECT $1',
      'SELECT $2',
    ]);
  });

  it('does not take BEGIN for a block outside a function', () => {
    expect(texts('BEGIN; SELECT 1; END')).toEqual(['BEGIN', 'SELECT 1', 'END']);
  });

  it('leaves comments out of the code and folds white space', () => {
    const [statement] = splitStatements('-- why\nCREATE /* how */\n  INDEX i ON t (a) -- what\n;');
    expect(statement?.code).toBe('CREATE INDEX i ON t (a)');
  });

  it('tells the line on which a statement begins', () => {
    const sql = '-- one\n\nSELECT 1;\n\n/* four\nfive */ SELECT\n2; SELECT 3;\n';
    expect(splitStatements(sql).map(({ line }) => line)).toEqual([3, 6, 7]);
  });

  it('finds again what was joined, whatever is in it', () => {
    const piece = fc.oneof(
      fc.constantFrom('SELECT', 'a$1', '(', ' ', '\n', '1', `"x;"`, '/* ; */', '-- ;\n', `E'\\';'`),
      fc.string().map((text) => `'${text.replaceAll("'", "''")}'`),
      fc.string().map((text) => `$q$${text.replaceAll('$', '')}$q$`),
    );
    const statement = fc
      .array(piece, { minLength: 1 })
      .map(
        (pieces) =>
          `SELECT ${pieces.join(' ')} ${')'.repeat(pieces.filter((one) => one === '(').length)}`,
      );
    fc.assert(
      fc.property(fc.array(statement, { minLength: 1 }), (statements) => {
        expect(texts(statements.join(';'))).toEqual(statements.map((one) => one.trim()));
      }),
    );
  });
});
