import type { MigrationSource } from './migration-directory';
import { MigrationFile } from './migration-file';
import type { AppliedMigration } from './migration-log';
import { migrationStatus, pendingMigrations } from './migration-plan';

function source(version: number, sql = `SELECT ${version}`): MigrationSource {
  return { version, name: 'step', up: new MigrationFile('step.sql', sql), down: undefined };
}

function applied(version: number, sql = `SELECT ${version}`): AppliedMigration {
  const { checksum } = new MigrationFile('step.sql', sql);
  return { version, name: 'step', checksum, appliedAt: new Date(version) };
}

const states = (sources: MigrationSource[], log: AppliedMigration[]): [number, string][] =>
  migrationStatus(sources, log).map(({ version, state }) => [version, state]);

describe('migrationStatus', () => {
  it('tells applied, edited, pending and unknown migrations apart', () => {
    expect(
      states([source(1), source(2, 'SELECT 0'), source(4)], [applied(1), applied(2), applied(3)]),
    ).toEqual([
      [1, 'applied'],
      [2, 'changed'],
      [3, 'missing'],
      [4, 'pending'],
    ]);
  });
});

describe('pendingMigrations', () => {
  it('are those that the database does not have', () => {
    const pending = pendingMigrations([source(1), source(2), source(3)], [applied(1)]);
    expect(pending.map(({ version }) => version)).toEqual([2, 3]);
  });

  it('refuses an edited file by name', () => {
    expect(() => pendingMigrations([source(1, 'SELECT 0')], [applied(1)])).toThrow(
      'Edited after it was applied: 001_step',
    );
  });

  it('refuses a renamed file', () => {
    const renamed = { ...source(1), name: 'other' };
    expect(() => pendingMigrations([renamed], [applied(1)])).toThrow('Edited after it was applied');
  });

  it('refuses a number below one that is applied', () => {
    expect(() => pendingMigrations([source(1), source(2)], [applied(2)])).toThrow(
      '001_step is pending, but 002_step is applied already',
    );
  });

  it('does not mind a database that a newer release has migrated', () => {
    expect(pendingMigrations([source(1)], [applied(1), applied(2)])).toEqual([]);
  });
});
