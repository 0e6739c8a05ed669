import { cp, readdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { eventually } from '../../support/eventually';
import { useMigrationFolder } from './migration-folder';

const PRODUCT = resolve(__dirname, '../../../database/migrations');

/** One row into every table that has indexes built on it. */
const WRITE = `
  INSERT INTO auth.users (id, email, display_name)
    VALUES ('u' || nextval('row'), currval('row') || '@example.com', 'x');
  INSERT INTO projects.projects (user_id, name) VALUES ('a', currval('row'));
  WITH session AS (
    INSERT INTO production.analysis_sessions
      (user_id, project_id, kind, content, content_hash, analyser, result, embedding)
    SELECT 'a', id, 'text', 'x', encode(sha256(name::bytea), 'hex'), 'a', '{"keywords": ["x"]}', '{1}'
    FROM projects.projects ORDER BY created_at DESC LIMIT 1 RETURNING id)
  INSERT INTO production.analysis_requests (user_id, idempotency_key, request_hash, session_id, source)
    SELECT 'a', currval('row'), 'x', id, 'cache' FROM session`;

const WAITING = `SELECT substring(query FROM '([a-z_]+_idx)') AS index FROM pg_stat_activity
  WHERE datname = current_database() AND application_name = 'strata-migrate'
    AND wait_event_type = 'Lock' AND query LIKE '%INDEX CONCURRENTLY%'`;

describe('The indexes of the product', () => {
  const folder = useMigrationFolder();

  /** Names of the indexes that the files after 002 build concurrently. */
  async function concurrentIndexes(): Promise<string[]> {
    const files = (await readdir(PRODUCT)).filter((name) => !name.includes('rollback'));
    const texts = await Promise.all(files.map((name) => readFile(join(PRODUCT, name), 'utf8')));
    return texts.flatMap((sql) =>
      [...sql.matchAll(/^CREATE .*CONCURRENTLY IF NOT EXISTS (\w+)/gm)].map(
        ([, name = '']) => name,
      ),
    );
  }

  /**
   * While `work` runs there is always a transaction that has written to every table, for which each build
   * and each drop must wait; answers the indexes during whose wait another writer got through.
   */
  async function writtenDuring(work: () => Promise<unknown>): Promise<Set<string>> {
    let done = false;
    let holder = await begin();
    const settled = work().finally(() => (done = true));
    const written = new Set<string>();
    while (!done) {
      const index = await eventually(() => waitingFor(() => done));
      if (index !== undefined) {
        await folder().client.query(WRITE);
        written.add(index);
      }
      const next = await begin();
      await holder.query('COMMIT');
      await holder.end();
      holder = next;
    }
    await holder.end();
    await settled;
    return written;
  }

  /** What a migrator waits to build or drop; undefined once all is done. */
  async function waitingFor(isDone: () => boolean): Promise<string | undefined> {
    const { rows } = await folder().client.query<{ index: string }>(WAITING);
    if (rows[0] === undefined && !isDone()) throw new Error('no migrator waits');
    return rows[0]?.index;
  }

  async function begin() {
    const session = await folder().connect();
    await session.query(`SET lock_timeout = '60s'`);
    await session.query(`BEGIN; ${WRITE}`);
    return session;
  }

  it('are built and dropped while writers get through', async () => {
    await cp(PRODUCT, folder().directory, {
      recursive: true,
      filter: (path) => path === PRODUCT || /00[12]_/.test(path),
    });
    const base = await folder().migrator().up();
    await cp(PRODUCT, folder().directory, { recursive: true });
    await folder().client.query(`CREATE SEQUENCE row; SET lock_timeout = '60s'`);
    const indexes = (await concurrentIndexes()).sort();
    expect(indexes.length).toBeGreaterThanOrEqual(6);
    const added = (await folder().migrator().planUp()).length;
    const up = () => folder().migrator().up();
    const rollback = () => folder().migrator().rollback({ steps: added });
    expect([...(await writtenDuring(up))].sort()).toEqual(indexes);
    expect([...(await writtenDuring(rollback))].sort()).toEqual(indexes);
    expect(base).toEqual(['001_users', '002_domain']);
  });
});
