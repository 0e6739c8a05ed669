import { Client } from 'pg';
import type { DatabaseOptions, WriteOptions } from '@strata/database';
import { eventually } from '../../support/eventually';
import { OwnPostgres } from '../../support/own-postgres';
import { startDatabase, type RunningDatabase } from './running-database';

const MAX_CONNECTIONS = 12;

describe('When the server itself', () => {
  let server: OwnPostgres;
  let running: RunningDatabase;

  beforeAll(async () => {
    server = await OwnPostgres.start({ max_connections: String(MAX_CONNECTIONS) });
    const client = await connected();
    await client.query('CREATE SEQUENCE runs; CREATE TABLE kept (id integer)');
    await client.end();
  });

  afterEach(() => running.stop());
  afterAll(() => server.remove());

  const connected = async (): Promise<Client> => {
    const client = new Client({ connectionString: server.url });
    client.on('error', () => undefined);
    await client.connect();
    return client;
  };

  const start = async (options: Partial<DatabaseOptions> = {}): Promise<void> => {
    const pool = { size: 2, maxOverflow: 0, ...options.pool };
    running = await startDatabase({ url: server.url, ...options, pool });
  };

  const query = <T>(sql: string, options?: WriteOptions): Promise<T[]> =>
    running.database.write((manager) => manager.query<T[]>(sql), options);

  const works = async (): Promise<void> => {
    await eventually(async () => {
      await expect(query('SELECT 1 AS one')).resolves.toEqual([{ one: 1 }]);
      expect(running.primary().totalConnections).toBe(2);
    });
  };

  /** How often `sql` is begun on the server, whose session is terminated each time. */
  const terminated = async (work: () => Promise<unknown>): Promise<[number, unknown]> => {
    const client = await connected();
    await client.query('ALTER SEQUENCE runs RESTART');
    const outcome = work().then(
      () => 'succeeded',
      (error: unknown) => error,
    );
    let over = false;
    void outcome.then(() => (over = true));
    const sql = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                 WHERE wait_event = 'PgSleep' AND pid <> pg_backend_pid()`;
    await eventually(async () => {
      await client.query(sql);
      expect(over).toBe(true);
    });
    const { rows } = await client.query<{ next: string }>(`SELECT nextval('runs') AS next`);
    await client.end();
    return [Number(rows[0]?.next) - 1, await outcome];
  };

  const COUNTED = `SELECT nextval('runs'), pg_sleep(60)`;
  const unavailable = (reason: unknown): unknown =>
    expect.objectContaining({ code: 'DATABASE_UNAVAILABLE', reason });

  it('terminates a session, a read is run once more and no oftener', async () => {
    await start();
    await expect(
      terminated(() => running.database.read((manager) => manager.query(COUNTED))),
    ).resolves.toEqual([2, unavailable('57P01')]);
    await works();
  });

  it('terminates a session, a write is not repeated', async () => {
    await start();
    await expect(terminated(() => query(COUNTED))).resolves.toEqual([1, unavailable('57P01')]);
    await works();
  });

  it('terminates a session, a write that is declared idempotent is run once more', async () => {
    await start();
    await expect(terminated(() => query(COUNTED, { idempotent: true }))).resolves.toEqual([
      2,
      unavailable('57P01'),
    ]);
  });

  it('terminates a session, nothing inside a transaction is repeated, and nothing stored', async () => {
    await start();
    const outcome = await terminated(() =>
      running.unitOfWork.transaction(async (manager) => {
        await manager.query('INSERT INTO kept VALUES (1)');
        await running.database.read((reader) => reader.query(COUNTED));
      }),
    );
    expect(outcome).toEqual([1, unavailable('57P01')]);
    await expect(query('SELECT * FROM kept')).resolves.toEqual([]);
  });

  it('ends every session at once, no read fails that comes afterwards', async () => {
    await start({ pool: { size: 5 } });
    const client = await connected();
    await client.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                        WHERE datname = 'app' AND pid <> pg_backend_pid()`);
    const reads = Array.from({ length: 20 }, () =>
      running.database.read((manager) => manager.query('SELECT 1')),
    );
    await expect(Promise.all(reads)).resolves.toHaveLength(20);
    await client.end();
  });

  it('restarts, queries meanwhile are told so, and everything goes on by itself', async () => {
    await start();
    const inFlight = expect(query('SELECT pg_sleep(60)')).rejects.toEqual(unavailable('57P01'));
    await eventually(() => expect(running.primary().checkedOut).toBe(1));
    await server.stop();
    await inFlight;
    await eventually(() => expect(running.primary().totalConnections).toBe(0));
    await expect(query('SELECT 1')).rejects.toEqual(unavailable('ECONNREFUSED'));
    await server.startAgain();
    await works();
  });

  it('freezes, queries end at the limit, and everything goes on when it thaws', async () => {
    await start({ statementTimeoutMs: 200, queryTimeoutMs: 300, connectTimeoutMs: 500 });
    await server.freeze();
    const answers = await Promise.allSettled([1, 2, 3, 4].map(() => query('SELECT 1')));
    for (const answer of answers)
      expect(answer).toEqual({ status: 'rejected', reason: unavailable(expect.any(String)) });
    await eventually(() => expect(running.primary()).toMatchObject({ checkedOut: 0, waiting: 0 }));
    await server.thaw();
    await works();
  });

  it('has no room for more connections, callers share those that there are', async () => {
    const crowd: Client[] = [];
    await start({ pool: { size: 2, maxOverflow: 8 } });
    const joins = async (): Promise<void> => {
      for (;;) crowd.push(await connected());
    };
    await expect(joins()).rejects.toMatchObject({ code: '53300' });
    const answers = Array.from({ length: 20 }, () => query('SELECT pg_sleep(0.02)'));
    await expect(Promise.all(answers)).resolves.toHaveLength(20);
    await eventually(() => expect(running.primary().totalConnections).toBe(2));
    for (const client of crowd) await client.end();
  });

  it('has no room for any connection, the caller is told so', async () => {
    const crowd: Client[] = [];
    await start({ pool: { size: 1 } });
    const client = await connected();
    const joins = async (): Promise<void> => {
      for (;;) crowd.push(await connected());
    };
    // A pool that is quicker than the crowd has got its connection again.
    await eventually(async () => {
      await client.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                          WHERE datname = 'app' AND application_name = 'nest'`);
      await expect(joins()).rejects.toMatchObject({ code: '53300' });
      await expect(query('SELECT 1')).rejects.toEqual(unavailable('53300'));
    });
    for (const one of [client, ...crowd]) await one.end();
    await eventually(async () => {
      await expect(query('SELECT 1 AS one')).resolves.toEqual([{ one: 1 }]);
    });
  });

  it('has no space left, a write says so and is not repeated, and reads go on', async () => {
    await start();
    const client = await connected();
    await client.query('ALTER SEQUENCE runs RESTART');
    await client.query(`CREATE OR REPLACE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN PERFORM nextval('runs'); RAISE EXCEPTION 'no space' USING ERRCODE = 'disk_full'; END $$`);
    await client.query(`CREATE OR REPLACE TRIGGER full_disk BEFORE INSERT ON kept
      FOR EACH ROW EXECUTE FUNCTION full_disk()`);
    const write = query('INSERT INTO kept VALUES (2)', { idempotent: true });
    await expect(write).rejects.toEqual(unavailable('53100'));
    await expect(query(`SELECT nextval('runs')::int AS next`)).resolves.toEqual([{ next: 2 }]);
    await client.query('DROP TRIGGER full_disk ON kept');
    await client.end();
  });
});
