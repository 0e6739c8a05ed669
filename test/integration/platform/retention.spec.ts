import { RetentionJob } from '@strata/platform';
import { Client } from 'pg';
import { startTestApp, type TestApp } from '../../support/app';
import { createTestDatabase, type TestDatabase } from '../../support/test-database';
import { withClient } from '../../support/database-url';
import { eventually } from '../../support/eventually';

const SETTINGS = {
  OUTBOX_RETENTION_DAYS: '1',
  IDEMPOTENCY_RETENTION_DAYS: '2',
  AUDIT_RETENTION_DAYS: '3',
  API_KEY_RETENTION_DAYS: '4',
  // An outbox row of this one is published, not kept.
  CACHE_NAMESPACE: 'other',
};
const TABLES = [
  'public.cache_invalidations',
  'production.analysis_requests',
  'production.analysis_claims',
  'production.idempotent_requests',
  'public.audit_log',
];

/** Rows of these ages in days in every table. */
async function fill(url: string, ages: readonly number[]): Promise<void> {
  await withClient(url, async (client) => {
    const analysis = `INSERT INTO production.analysis_sessions
        (user_id, kind, content, content_hash, analyser, result, embedding)
      VALUES ('a', 'text', '', repeat('0', 64), '', '{}', '{}') ON CONFLICT DO NOTHING`;
    const outbox = `INSERT INTO public.cache_invalidations (namespace, names, created_at)
      SELECT 'gone', '{}', now() - age * interval '1 day' FROM unnest($1::float8[]) AS age`;
    const requests = `INSERT INTO production.analysis_requests
        (user_id, idempotency_key, request_hash, session_id, source, created_at)
      SELECT 'a', gen_random_uuid()::text, '', id, 'cache', now() - age * interval '1 day'
      FROM production.analysis_sessions, unnest($1::float8[]) AS age`;
    const claims = `INSERT INTO production.analysis_claims
        (user_id, idempotency_key, claimed_until, created_at)
      SELECT 'a', gen_random_uuid()::text, now(), now() - age * interval '1 day'
      FROM unnest($1::float8[]) AS age`;
    const answers = `INSERT INTO production.idempotent_requests
        (caller, idempotency_key, request_hash, status, body, created_at)
      SELECT 'a', gen_random_uuid()::text, repeat('0', 64), 201, '{}', now() - age * interval '1 day'
      FROM unnest($1::float8[]) AS age`;
    const audit = `INSERT INTO public.audit_log (created_at, actor, action, target, outcome)
      SELECT now() - age * interval '1 day', 'a', 'user_update', '', 'done'
      FROM unnest($1::float8[]) AS age`;
    await client.query(analysis);
    for (const sql of [outbox, requests, claims, answers, audit]) await client.query(sql, [ages]);
  });
}

/** Whole ages in days of what is there, by table. */
async function ages(url: string): Promise<Record<string, number[]>> {
  return withClient(url, async (client) => {
    const found: [string, number[]][] = [];
    for (const table of TABLES) {
      const sql = `SELECT floor(extract(epoch FROM now() - created_at) / 86400)::int AS age
        FROM ${table} ORDER BY age`;
      const { rows } = await client.query<{ age: number }>(sql);
      found.push([table, rows.map(({ age }) => age)]);
    }
    return Object.fromEntries(found);
  });
}

describe('retention', () => {
  let database: TestDatabase;
  let tests: TestApp[];

  beforeEach(async () => {
    database = await createTestDatabase();
    tests = [];
  });
  afterEach(async () => {
    await Promise.all(tests.map((test) => test.close()));
    await database.drop();
  });

  async function start(): Promise<TestApp> {
    const test = await startTestApp({ ...SETTINGS, DATABASE_URL: database.url, REDIS_URL: '' });
    tests.push(test);
    return test;
  }

  const deleted = ({ log }: TestApp) => log.filter(({ msg }) => msg === 'retention');

  it('deletes what is older than its settings say at start, and nothing else, and tells how much', async () => {
    await fill(database.url, [0, 0.9, 1.1, 1.9, 2.1, 2.9, 3.1]);
    const test = await start();
    await eventually(async () =>
      expect(await ages(database.url)).toEqual({
        'public.cache_invalidations': [0, 0],
        'production.analysis_requests': [0, 0, 1, 1],
        'production.analysis_claims': [0, 0, 1, 1],
        'production.idempotent_requests': [0, 0, 1, 1],
        'public.audit_log': [0, 0, 1, 1, 2, 2],
      }),
    );
    await eventually(() =>
      expect(deleted(test)).toMatchObject([
        { table: 'public.cache_invalidations', rows: 5 },
        { table: 'production.analysis_requests', rows: 3 },
        { table: 'production.analysis_claims', rows: 3 },
        { table: 'production.idempotent_requests', rows: 3 },
        { table: 'public.audit_log', rows: 1 },
      ]),
    );
    const metrics = (await test.app.inject('/metrics')).body;
    expect(metrics).toContain('retention_deleted_rows_total{table="public.cache_invalidations"} 5');
  });

  it('deletes API keys that are of no use for longer than their setting says', async () => {
    await withClient(database.url, (client) =>
      client.query(`INSERT INTO auth.api_keys
          (key_hash, hint, name, subject, scopes, created_by, created_at, expires_at, revoked_at)
        SELECT sha256(name::bytea), 'strata_', name, 'a', '{read}', 'root', now() - interval '9 days',
          now() + expires * interval '1 day', now() + revoked * interval '1 day'
        FROM (VALUES
          ('valid for ever', NULL, NULL), ('valid for a day', 1, NULL),
          ('expired of late', -3.9, NULL), ('expired', -4.1, NULL),
          ('revoked of late', NULL, -3.9), ('revoked', NULL, -4.1),
          ('revoked of late, then expired', -1, -3.9), ('revoked, then expired', -1, -4.1),
          ('expired, then revoked', -4.1, -1), ('revoked before its end', 1, -4.1)
        ) AS key (name, expires, revoked)`),
    );
    const test = await start();
    await eventually(() =>
      expect(deleted(test)).toMatchObject([{ table: 'auth.api_keys', rows: 5 }]),
    );
    const left = await withClient(database.url, (client) =>
      client.query<{ name: string }>('SELECT name FROM auth.api_keys ORDER BY name'),
    );
    expect(left.rows.map(({ name }) => name)).toEqual([
      'expired of late',
      'revoked of late',
      'revoked of late, then expired',
      'valid for a day',
      'valid for ever',
    ]);
  });

  it('of several processes at once deletes everything once, in batches', async () => {
    const [one, other] = [await start(), await start()];
    await fill(database.url, new Array<number>(2_500).fill(10));
    const jobs = [one, other].map(({ app }) => app.get(RetentionJob));
    await eventually(async () => {
      await Promise.all(jobs.map((job) => job.run()));
      expect(Object.values(await ages(database.url)).flat()).toEqual([]);
    });
    const rows = [...deleted(one), ...deleted(other)].map((line) => Number(line.rows));
    expect(rows.reduce((sum, count) => sum + count, 0)).toBe(TABLES.length * 2_500);
  });

  it('is left to the process that is at it', async () => {
    const test = await start();
    const client = new Client({ connectionString: database.url });
    await client.connect();
    await client.query('BEGIN; SELECT pg_advisory_xact_lock(7271405)');
    await fill(database.url, [10]);
    await test.app.get(RetentionJob).run();
    expect((await ages(database.url))['public.audit_log']).toEqual([10]);
    await client.query('COMMIT');
    await client.end();
    await test.app.get(RetentionJob).run();
    expect((await ages(database.url))['public.audit_log']).toEqual([]);
  });

  it('deletes nothing any more once the process is to end', async () => {
    const test = await start();
    const job = test.app.get(RetentionJob);
    await job.onModuleDestroy();
    await fill(database.url, [10]);
    await job.run();
    expect((await ages(database.url))['public.audit_log']).toEqual([10]);
  });

  it('neither stops at a table that fails, nor keeps the service from starting', async () => {
    await fill(database.url, [10]);
    await withClient(database.url, (client) =>
      client.query('ALTER TABLE production.analysis_claims RENAME TO mislaid'),
    );
    const test = await start();
    const lines = () => test.log.filter(({ msg }) => String(msg).startsWith('retention'));
    await eventually(() =>
      expect(lines().map(({ msg, table }) => [msg, table])).toEqual(
        TABLES.map((table) => [table.endsWith('claims') ? 'retention_failed' : 'retention', table]),
      ),
    );
    expect((await test.app.inject('/health/live')).statusCode).toBe(200);
  });
});
