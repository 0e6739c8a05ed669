import { SessionChanges } from './session-changes';

describe('SQL that changes the session', () => {
  const changes = new SessionChanges();

  it.each([
    `SET search_path TO x`,
    `set session statement_timeout = 0`,
    `/* why */ -- because\n SET ROLE other`,
    `SELECT 1; SET TIME ZONE 'UTC'`,
    `SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY`,
    `LISTEN jobs`,
    `LOAD 'auto_explain'`,
    `SELECT pg_advisory_lock(1)`,
    `SELECT pg_try_advisory_lock_shared($1)`,
    `CREATE TEMP TABLE t (id int)`,
    `CREATE TEMPORARY VIEW v AS SELECT 1`,
    `CREATE OR REPLACE TEMP VIEW v AS SELECT 1`,
    `CREATE TEMP TABLE t (id int); CREATE TABLE u (id int)`,
    `SELECT 1 AS one INTO TEMP t`,
    `CREATE TABLE pg_temp.t (id int)`,
    `PREPARE p AS SELECT 1`,
    `DECLARE c CURSOR WITH HOLD FOR SELECT 1`,
    `SELECT set_config('search_path', 'x', false)`,
    `SELECT set_config($1, $2, $3)`,
    `SELECT set_config('a.b', 'x', true), set_config('a.c', 'y', false)`,
  ])('is recognised: %s', (text) => {
    expect(changes.madeBy(text)).toBe(true);
    expect(changes.madeBy(text)).toBe(true);
  });

  it.each([
    `UPDATE notes SET text = 'x'`,
    `INSERT INTO notes VALUES (1) ON CONFLICT (id) DO UPDATE SET text = 'x'`,
    `SET LOCAL statement_timeout = 100`,
    `SET\n  LOCAL statement_timeout = 100`,
    `START TRANSACTION; SET TRANSACTION ISOLATION LEVEL SERIALIZABLE; SET LOCAL lock_timeout = 1`,
    `SET CONSTRAINTS ALL DEFERRED`,
    `SELECT pg_advisory_xact_lock(1)`,
    `SELECT pg_try_advisory_xact_lock(1)`,
    `SELECT set_config('a.b', $1, true)`,
    `SELECT attempt, temperature, "template" FROM listening`,
    `PREPARE TRANSACTION 'x'`,
    `SELECT temp FROM weather`,
    `CREATE TEMP TABLE t (id int) ON COMMIT DROP`,
    `SELECT offset_days FROM t; SELECT settings FROM u`,
  ])('is not confused with: %s', (text) => {
    expect(changes.madeBy(text)).toBe(false);
    expect(changes.madeBy(text)).toBe(false);
  });

  it('is recognised in texts too long to be remembered, and after many others', () => {
    const long = `SELECT '${'x'.repeat(10_000)}'; SET ROLE other`;
    for (let text = 0; text < 2000; text += 1) changes.madeBy(`SELECT ${text}`);
    expect(changes.madeBy(long)).toBe(true);
    expect(changes.madeBy('LISTEN jobs')).toBe(true);
  });
});
