import { AsyncLocalStorage } from 'node:async_hooks';
import type { DatabaseEventMap, DatabaseOptions } from '@strata/database';
import { eventually } from '../../support/eventually';
import { createTestDatabase, type TestDatabase } from '../../support/test-database';
import { startDatabase, type RunningDatabase } from './running-database';

const TRACEPARENT = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

describe('what is told of a connection', () => {
  const callers = new AsyncLocalStorage<string>();
  let own: TestDatabase;
  let running: RunningDatabase;
  const told: [string, string | undefined][] = [];

  beforeAll(async () => {
    own = await createTestDatabase();
  });

  afterAll(() => own.drop());

  afterEach(() => running.stop());

  /** Notes in whose context each of these events was emitted. */
  async function start(options: Partial<DatabaseOptions>, ...names: (keyof DatabaseEventMap)[]) {
    told.length = 0;
    running = await startDatabase({ url: own.url, ...options });
    for (const name of names) {
      running.events.on(name, () => void told.push([name, callers.getStore()]));
    }
  }

  const query = (sql: string): Promise<unknown> =>
    running.database.write((manager) => manager.query(sql));

  it('names the caller of a slow statement, and not the one for whom the connection was opened', async () => {
    await start({ slowQueryMs: 50, pool: { size: 1, maxOverflow: 1 } }, 'query');
    const slow: unknown[] = [];
    running.events.on('slow_query', ({ failed }) => failed && slow.push(callers.getStore()));
    const held = await running.hold();
    await callers.run('opener', () => query('SELECT 1'));
    const failing = `SELECT pg_sleep(0.2), 1 / (random() * 0)::integer`;
    await callers.run('sleeper', () => expect(query(failing)).rejects.toThrow('division by zero'));
    await held.release();
    await eventually(() => expect(slow).toEqual(['sleeper']));
    expect(told.filter(([, caller]) => caller === 'opener')).toEqual([]);
  });

  it('names the caller who was refused', async () => {
    const pool = { size: 1, maxOverflow: 0, checkoutTimeoutMs: 50 };
    await start({ pool }, 'checkout_failed');
    const held = await running.hold();
    await expect(callers.run('refused', () => query('SELECT 1'))).rejects.toMatchObject({
      code: 'POOL_EXHAUSTED',
    });
    await held.release();
    expect(told).toEqual([['checkout_failed', 'refused']]);
  });

  it('names the caller who does not return a connection', async () => {
    await start({ pool: { size: 1, leakAfterMs: 20 } }, 'connection_leaked');
    const held = await callers.run('keeper', () => running.hold());
    await eventually(() => expect(told).toEqual([['connection_leaked', 'keeper']]));
    await held.release();
  });

  it('does not take who returns a connection for who gets it', async () => {
    await start({ pool: { size: 1, maxOverflow: 0 } });
    const held = await callers.run('first', () => running.hold());
    const waiting = callers.run('second', async () => {
      await query('SELECT 1');
      return callers.getStore();
    });
    await callers.run('first', () => held.release());
    expect(await waiting).toBe('second');
  });

  it('carries the trace behind each statement where comments are asked for', async () => {
    const traceparent = () => callers.getStore();
    await start({ queryComments: true, traceparent, applicationName: 'shop' });
    const sql = `SELECT query FROM pg_stat_activity WHERE pid = pg_backend_pid()`;
    const rows = await callers.run(TRACEPARENT, () => query(sql));
    expect(rows).toEqual([{ query: `${sql} /*application='shop',traceparent='${TRACEPARENT}'*/` }]);
    expect(await query(sql)).toEqual([{ query: `${sql} /*application='shop'*/` }]);
  });
});
