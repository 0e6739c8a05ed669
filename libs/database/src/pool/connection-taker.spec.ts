import { Pool } from 'pg';
import { resolveDatabaseOptions } from '../database-options';
import { ConnectionTaker } from './connection-taker';
import { PooledClient } from './pooled-client';
import type { ServerPoolOptions } from './server-pool-options';
import { StatementNames } from './statement-names';

/** A connection that leads nowhere. */
class Unconnected extends PooledClient {
  answer: (() => void) | undefined;

  constructor() {
    super({
      config: {},
      names: new StatementNames(0),
      session: { shared: false, onBegin: [], changedBy: () => false },
      observe: () => undefined,
    });
  }

  override ping(): Promise<void> {
    return new Promise((resolve) => (this.answer = resolve));
  }

  override get inUse(): boolean {
    return false;
  }
}

/** Lends what it is given, and keeps what was closed. */
class Lender extends Pool {
  readonly closed: unknown[] = [];
  readonly asked: ((client: PooledClient) => void)[] = [];

  // One signature stands for the two overloads.
  override connect<R>(callback?: unknown): R {
    const lend = callback as (error: undefined, client: unknown, done: () => void) => void;
    this.asked.push((client) => lend(undefined, client, () => void this.closed.push(client)));
    return undefined as R;
  }
}

const OPTIONS: ServerPoolOptions = {
  ...resolveDatabaseOptions({ url: 'postgres://nowhere' }).pool,
  server: 'primary',
  role: 'primary',
  pingTimeoutMs: 1000,
  queryTimeoutMs: 0,
  interruptAfterMs: 0,
  applicationName: 'test',
  queryComments: false,
  deadline: () => undefined,
  route: () => undefined,
  traceparent: () => undefined,
  waits: undefined,
};

describe('A connection to a server that is not the primary any more', () => {
  let pool: Lender;
  let taker: ConnectionTaker;
  const taken: unknown[] = [];

  beforeEach(() => {
    taken.length = 0;
    pool = new Lender();
    taker = new ConnectionTaker(pool, OPTIONS);
    taker.take((_, client) => taken.push(client));
  });

  it('is not handed out when it was being made while that changed', () => {
    const old = new Unconnected();
    taker.invalidateIdle();
    pool.asked[0]?.(old);
    const fresh = new Unconnected();
    pool.asked[1]?.(fresh);
    expect(pool.closed).toEqual([old]);
    expect(taken).toEqual([fresh]);
  });

  it('is not handed out when it was being tried while that changed', async () => {
    const old = new Unconnected();
    old.idleSince = performance.now();
    taker.suspectIdle();
    pool.asked[0]?.(old);
    taker.invalidateIdle();
    old.answer?.();
    await new Promise((resolve) => setImmediate(resolve));
    expect(taken).toEqual([]);
    const fresh = new Unconnected();
    pool.asked[1]?.(fresh);
    expect(pool.closed).toEqual([old]);
    expect(taken).toEqual([fresh]);
  });
});
