import type { CacheEvents } from '@strata/cache';
import type { DatabaseEvents } from '@strata/database';
import { HealthEvents } from '@strata/health';
import { EventEmitter } from 'node:events';
import { Writable } from 'node:stream';
import { pino, type Level } from 'pino';
import { RequestContext } from '../request-context';
import { requestFields } from '../request-fields';
import { logCacheEvents } from './cache-log';
import { logDatabaseEvents } from './database-log';
import { logHealthChanges } from './health-log';

type Line = Readonly<Record<string, unknown>>;

/** Every library's emitter, a real logger, and the lines it wrote. */
function setUp(level: Level) {
  const lines: Line[] = [];
  const destination = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      lines.push(JSON.parse(chunk.toString()) as Line);
      done();
    },
  });
  const formatters = { level: (label: string) => ({ level: label }) };
  const logger = pino({ level, formatters, mixin: () => requestFields() }, destination);
  const cache = new EventEmitter();
  const database = new EventEmitter();
  const health = new HealthEvents();
  logCacheEvents(cache as unknown as CacheEvents, logger);
  logDatabaseEvents(database as DatabaseEvents, logger);
  logHealthChanges(health, logger);
  return { lines, cache, database, health };
}

const unreachable = Object.assign(new Error('connect ECONNREFUSED 10.1.2.3:6379'), {
  name: 'RedisUnavailableError',
  code: 'REDIS_UNAVAILABLE',
  cause: new Error('redis://user:secret@10.1.2.3:6379'),
});

describe('cache look-ups in the log', () => {
  it('are written at debug, with the request they belong to', () => {
    const { lines, cache } = setUp('debug');
    const trace = { traceId: 't1', spanId: 's1', sampled: false };
    const scope = { requestId: 'r1', trace, bypassCache: false, cacheOutcome: 'none' } as const;
    RequestContext.run({ ...scope }, () => {
      cache.emit('hit', { namespace: 'users', tier: 'redis' });
    });
    cache.emit('miss', { namespace: 'users' });
    const request = { request_id: 'r1', trace_id: 't1', span_id: 's1' };
    expect(lines).toMatchObject([
      { level: 'debug', msg: 'cache_hit', namespace: 'users', tier: 'redis', ...request },
      { level: 'debug', msg: 'cache_miss', namespace: 'users' },
    ]);
    expect(lines[1]).not.toHaveProperty('trace_id');
  });

  it('are not written at info', () => {
    const { lines, cache } = setUp('info');
    cache.emit('hit', { namespace: 'users', tier: 'redis' });
    cache.emit('miss', { namespace: 'users' });
    expect(lines).toEqual([]);
  });
});

describe('warmers in the log', () => {
  it.each([
    ['warm', 'info'],
    ['stopped', 'info'],
    ['failed', 'warn'],
    ['timed_out', 'warn'],
  ] as const)('are written when they have ended: %s at %s', (state, level) => {
    const { lines, cache } = setUp('info');
    cache.emit('warmed', { warmer: 'profiles', state, durationMs: 12.4 });
    const fields = { warmer: 'profiles', state, duration_ms: 12 };
    expect(lines).toMatchObject([{ level, msg: 'cache_warmed', ...fields }]);
  });
});

describe('failures in the log', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  it('name kind, code and place, and neither host nor secret', () => {
    const { lines, cache } = setUp('info');
    cache.emit('error', { operation: 'get', error: unreachable });
    expect(lines).toMatchObject([
      {
        level: 'warn',
        msg: 'cache_error',
        operation: 'get',
        error_type: 'RedisUnavailableError',
        error_code: 'REDIS_UNAVAILABLE',
      },
    ]);
    expect(lines[0]?.error_at).toEqual(expect.arrayContaining([expect.stringContaining('at ')]));
    expect(JSON.stringify(lines)).not.toMatch(/10\.1\.2\.3|secret|6379/);
  });

  it('of one kind fill one line in ten seconds, which tells how many there were', () => {
    const { lines, cache } = setUp('info');
    for (let failure = 0; failure < 1_000; failure++) {
      cache.emit('error', { operation: 'get', error: unreachable });
    }
    jest.advanceTimersByTime(10_000);
    cache.emit('error', { operation: 'get', error: unreachable });
    expect(lines.map(({ suppressed }) => suppressed)).toEqual([0, 999]);
  });

  it('of different kinds do not hide each other', () => {
    const { lines, database } = setUp('info');
    const failure = { server: 'primary', waitMs: 30_000.4 };
    database.emit('checkout_failed', { ...failure, code: 'POOL_EXHAUSTED' });
    database.emit('checkout_failed', { ...failure, code: 'DATABASE_UNAVAILABLE' });
    database.emit('connection_failed', { server: 'primary', reason: 'ECONNREFUSED' });
    database.emit('connection_discarded', { server: 'primary', reason: 'open_transaction' });
    expect(lines.map(({ msg, code, wait_ms }) => [msg, code, wait_ms])).toEqual([
      ['checkout_failed', 'POOL_EXHAUSTED', 30_000],
      ['checkout_failed', 'DATABASE_UNAVAILABLE', 30_000],
      ['connection_failed', undefined, undefined],
      ['connection_discarded', undefined, undefined],
    ]);
  });

  it('warn when more connections may be asked for than the server allows', () => {
    const { lines, database } = setUp('info');
    const limit = { server: 'primary', available: 97, maxConnections: 100, reserved: 3 };
    database.emit('connection_limit', { ...limit, wanted: 97 });
    expect(lines).toEqual([]);
    database.emit('connection_limit', { ...limit, wanted: 120 });
    expect(lines).toMatchObject([
      { level: 'warn', msg: 'too_many_connections_configured', wanted: 120, available: 97 },
    ]);
  });

  it('say which route has not returned a connection', () => {
    const { lines, database } = setUp('info');
    const calls = ['at load (users.ts:1:2)'];
    database.emit('connection_leaked', { server: 'primary', heldMs: 1.4, route: '/x', calls });
    expect(lines).toMatchObject([
      { level: 'warn', msg: 'connection_leaked', held_ms: 1, route: '/x', calls },
    ]);
  });

  it('say where a hook failed after its transaction was committed', () => {
    const { lines, database } = setUp('info');
    database.emit('after_commit_failed', { error: 'not an error' });
    expect(lines).toMatchObject([
      { level: 'error', msg: 'after_commit_failed', error_type: 'string' },
    ]);
  });
});

describe('changes of state in the log', () => {
  it('are at warn when Redis or a replica is lost and at info when it is back', () => {
    const { lines, cache, database } = setUp('info');
    cache.emit('state', { redis: 'unavailable' });
    cache.emit('state', { redis: 'connected' });
    database.emit('replica_down', { server: 'replica-1', state: 'down', reason: 'ECONNREFUSED' });
    database.emit('replica_up', { server: 'replica-1' });
    expect(lines.map(({ level, msg }) => [level, msg])).toEqual([
      ['warn', 'cache_state'],
      ['info', 'cache_state'],
      ['warn', 'replica_down'],
      ['info', 'replica_up'],
    ]);
  });

  it('are at error when something critical is down', () => {
    const { lines, health } = setUp('info');
    const change = { indicator: 'database', critical: true } as const;
    health.emit('change', { ...change, from: undefined, to: 'up' });
    health.emit('change', { ...change, from: 'up', to: 'down', error: unreachable });
    health.emit('change', { indicator: 'redis', critical: false, from: 'up', to: 'down' });
    health.emit('change', { indicator: 'shutdown', critical: true, from: 'up', to: 'down' });
    expect(lines).toMatchObject([
      { level: 'info', msg: 'health_change', indicator: 'database', to: 'up' },
      { level: 'error', indicator: 'database', error_code: 'REDIS_UNAVAILABLE' },
      { level: 'warn', indicator: 'redis' },
      { level: 'info', indicator: 'shutdown' },
    ]);
    expect(JSON.stringify(lines)).not.toContain('10.1.2.3');
  });
});

describe('the pools in the log', () => {
  const pool = {
    server: 'primary',
    role: 'primary',
    applicationName: 'strata',
    size: 20,
    maxOverflow: 10,
    checkoutTimeoutMs: 30_000,
    recycleSeconds: 1_800,
    prePing: true,
    totalConnections: 1,
  };

  it('are described at info when they are opened', () => {
    const { lines, database } = setUp('info');
    database.emit('pool_configuration', pool);
    expect(lines).toMatchObject([
      {
        level: 'info',
        msg: 'pool_configuration',
        server: 'primary',
        application_name: 'strata',
        size: 20,
        max_overflow: 10,
        recycle_seconds: 1_800,
        pre_ping: true,
      },
    ]);
  });

  it('are warned about when connections had to be abandoned at the close', () => {
    const { lines, database } = setUp('info');
    const closed = { server: 'primary', role: 'primary', totalCheckouts: 9 };
    database.emit('pool_closed', { ...closed, abandoned: 0 });
    database.emit('pool_closed', { ...closed, abandoned: 2 });
    expect(lines.map(({ level, abandoned }) => [level, abandoned])).toEqual([
      ['info', 0],
      ['warn', 2],
    ]);
  });
});
