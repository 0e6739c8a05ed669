import type { MigrationSource } from './migration-directory';
import type { SchemaCatalogue } from './schema-catalogue';

/** What the schema itself tells about one migration. */
export interface SchemaEvidence {
  /** All that the file does is in the schema, as the file does it. */
  readonly present: boolean;
  /** Nothing of it is: each object is as it was before. */
  readonly absent: boolean;
}

/** A migration, and the catalogue that an empty database has once it and all before it are applied. */
export interface ExpectedSchema {
  readonly source: MigrationSource;
  readonly catalogue: SchemaCatalogue;
}

/** Statements whose whole effect a catalogue shows. Whatever else ran or did not leaves no trace in it. */
const SHOWN =
  /^(CREATE (OR REPLACE )?(UNIQUE )?(SCHEMA|TABLE|INDEX|VIEW|FUNCTION|PROCEDURE|TRIGGER)|ALTER TABLE|DROP (SCHEMA|TABLE|INDEX|VIEW|FUNCTION|PROCEDURE|TRIGGER))\b/i;
const FILLS_TABLE = /^CREATE TABLE\b.*\bAS \(?(SELECT|WITH|TABLE|VALUES|EXECUTE)\b/i;
const HIDDEN_ALTERATION =
  /^ALTER TABLE\b.*\b(OWNER|TABLESPACE|SECURITY|REPLICA|CLUSTER|STATISTICS|STORAGE|COMPRESSION|INHERIT)\b/i;

/**
 * Compares `actual` with what the migrations make of an empty database, step by step. A step counts as
 * present only when every object that it changes is as this step or a later one leaves it, and at least one
 * of them cannot be so without it. A file that also changes rows is never known to be present.
 */
export function compareSchema(
  actual: SchemaCatalogue,
  empty: SchemaCatalogue,
  steps: readonly ExpectedSchema[],
): Map<number, SchemaEvidence> {
  return new Map(
    steps.map(({ source }, index) => {
      const before = steps[index - 1]?.catalogue ?? empty;
      const after = steps.slice(index).map(({ catalogue }) => catalogue);
      const evidence = evidenceOf(actual, before, after);
      const present = evidence.present && isShown(source);
      return [source.version, { ...evidence, present }];
    }),
  );
}

function evidenceOf(
  actual: SchemaCatalogue,
  before: SchemaCatalogue,
  after: readonly SchemaCatalogue[],
): SchemaEvidence {
  const [own, ...later] = after;
  const changed = own === undefined ? [] : changes(before, own);
  const isAfter = (key: string, value: string | undefined) =>
    after.some((catalogue) => catalogue.get(key) === value);
  const decisive = changed.filter((key) => !later.some((one) => one.get(key) === before.get(key)));
  return {
    present: decisive.length > 0 && changed.every((key) => isAfter(key, actual.get(key))),
    absent: decisive.length > 0 && decisive.every((key) => actual.get(key) === before.get(key)),
  };
}

function changes(before: SchemaCatalogue, after: SchemaCatalogue): string[] {
  const keys = new Set([...before.keys(), ...after.keys()]);
  return [...keys].filter((key) => before.get(key) !== after.get(key));
}

function isShown({ up }: MigrationSource): boolean {
  return up.statements.every(
    ({ code }) => SHOWN.test(code) && !FILLS_TABLE.test(code) && !HIDDEN_ALTERATION.test(code),
  );
}
