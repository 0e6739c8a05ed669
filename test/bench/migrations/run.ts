import { cp } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Migrator } from '@strata/database';
import { startEmbeddedPostgres } from '@strata/embedded-postgres';
import { withClient } from '../../support/database-url';
import { TestRun } from '../../support/test-run';
import { LockWatch, type LockWaits } from './lock-waits';
import { WriteLoad, type WriterWaits } from './write-load';

const PRODUCT = resolve(__dirname, '../../../database/migrations');
const ROWS = 500_000;
const WRITERS = 4;
const ALONE_MS = 5_000;
/** No writer may wait longer. */
const LIMIT_MS = 200;

const SEED = `
  INSERT INTO auth.users (id, email, display_name)
    SELECT 'user-' || n, n || '@example.com', 'x' FROM generate_series(1, 50000) AS n;
  INSERT INTO projects.projects (user_id, name)
    SELECT 'user-' || n, 'x' FROM generate_series(1, 50000) AS n;
  INSERT INTO production.analysis_sessions
      (user_id, kind, content, content_hash, analyser, result, embedding, created_at)
    SELECT 'user-' || n % 50000, 'text', 'x', encode(sha256(n::text::bytea), 'hex'), 'a',
      jsonb_build_object('keywords', jsonb_build_array('word' || n % 20000, 'word' || n % 977)),
      '{0.1}', now() - n * interval '1 minute'
    FROM generate_series(1, ${String(ROWS)}) AS n;
  INSERT INTO production.analysis_requests (user_id, idempotency_key, request_hash, session_id, source)
    SELECT user_id, content_hash, 'x', id, 'cache' FROM production.analysis_sessions LIMIT 200000;`;

/** Applies and rolls back what follows 002 under write load, and prints how long writers waited. */
async function main(): Promise<void> {
  const run = await TestRun.open();
  try {
    process.exitCode = (await bench(run.folder)) > LIMIT_MS ? 1 : 0;
  } finally {
    await run.close();
  }
}

/** The longest wait, in milliseconds. */
async function bench(folder: string): Promise<number> {
  const directory = join(folder, 'migrations');
  const server = await startEmbeddedPostgres({
    dataDir: join(folder, 'postgres'),
    rootDataParent: folder,
    database: 'bench',
  });
  try {
    const { connectionString } = server;
    await copyMigrations(directory, /\/00[12]_/);
    const migrator = new Migrator({ connectionString, directory });
    await migrator.up();
    await withClient(connectionString, async (client) => {
      await client.query(SEED);
      await client.query('VACUUM ANALYZE');
    });
    await copyMigrations(directory, /\.sql$/);
    return await measure(connectionString, migrator);
  } finally {
    await server.stop();
  }
}

async function copyMigrations(directory: string, names: RegExp): Promise<void> {
  const filter = (path: string) => path === PRODUCT || names.test(path);
  await cp(PRODUCT, directory, { recursive: true, filter });
}

/** The longest wait while the schema changed, in milliseconds. */
async function measure(connectionString: string, migrator: Migrator): Promise<number> {
  const steps = (await migrator.planUp()).length;
  const load = await WriteLoad.start(connectionString, WRITERS);
  const watch = await LockWatch.start(connectionString);
  try {
    console.log(`${String(ROWS)} analyses, ${String(WRITERS)} writers without a pause:`);
    const phase = async (name: string, work: () => Promise<unknown>) => {
      load.take();
      watch.take();
      const startedAt = performance.now();
      await work();
      const waits = load.take();
      console.log(describe(name, performance.now() - startedAt, waits, watch.take()));
      return waits.longestMs;
    };
    await phase('writers alone', () => sleep(ALONE_MS));
    const applying = await phase('applying', () => migrator.up());
    const rollingBack = await phase('rolling back', () => migrator.rollback({ steps }));
    const longestMs = Math.max(applying, rollingBack);
    console.log(`Longest wait: ${longestMs.toFixed(1)} ms; the limit is ${String(LIMIT_MS)} ms.`);
    return longestMs;
  } finally {
    await watch.stop();
    await load.stop();
  }
}

function describe(name: string, durationMs: number, waits: WriterWaits, locks: LockWaits): string {
  const { writes, longestMs, longestStatement, p99Ms } = waits;
  return (
    `${name.padEnd(14)} ${(durationMs / 1000).toFixed(1)} s, ${String(writes)} writes; ` +
    `longest ${longestMs.toFixed(1)} ms (${longestStatement}), p99 ${p99Ms.toFixed(1)} ms; ` +
    `a writer waited for a lock in ${String(locks.waiting)} of ${String(locks.samples)} looks, ` +
    `for ${locks.longestMs.toFixed(1)} ms at most`
  );
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
