import type { CacheStats } from '@strata/cache';
import type { MigrationState, ServerStatus } from '@strata/database';
import type { HealthIndicator, HealthState } from '@strata/health';
import { databaseIndicator } from './database-indicator';
import { embeddingIndicator } from './embedding-indicator';
import { MigrationsIndicator } from './migrations-indicator';
import { redisIndicator } from './redis-indicator';
import { replicasIndicator } from './replicas-indicator';
import { warmingIndicator } from './warming-indicator';

function read(indicator: HealthIndicator): HealthState | undefined {
  if (!('read' in indicator)) throw new Error(`${indicator.name} must be asked`);
  return indicator.read();
}

function redisWith(enabled: boolean, redis: Partial<CacheStats['redis']>) {
  const stats = { enabled, redis: { breaker: 'closed', hits: 0, ...redis } } as CacheStats;
  return redisIndicator({ stats: () => stats });
}

describe('the Redis indicator', () => {
  it.each<[string, boolean, Partial<CacheStats['redis']>, string, string]>([
    ['healthy', true, { state: 'connected' }, 'up', 'healthy'],
    ['unavailable', true, { state: 'unavailable' }, 'down', 'unavailable'],
    ['unavailable', true, { state: 'connected', breaker: 'open' }, 'down', 'unavailable'],
    ['disabled', true, { state: 'disabled' }, 'up', 'disabled'],
    ['disabled', false, { state: 'connected' }, 'up', 'disabled'],
  ])('says %s (cache on: %p, %p)', (_name, enabled, redis, status, value) => {
    const state = read(redisWith(enabled, redis));
    expect(state).toMatchObject({ status, topLevel: { name: 'redis', value } });
  });

  it('shows "disabled" among the checks when no Redis is configured', () => {
    expect(read(redisWith(true, { state: 'disabled' }))?.text).toBe('disabled');
  });

  it('is never critical, and says unavailable when it cannot be read', () => {
    const indicator = redisWith(true, { state: 'connected' });
    expect(indicator.critical).toBe(false);
    expect(indicator.whenFailed?.topLevel?.value).toBe('unavailable');
  });
});

describe('the database indicator', () => {
  const check = (ping: (timeoutMs: number) => Promise<void>) => {
    const indicator = databaseIndicator({ ping });
    if (!('check' in indicator)) throw new Error('the database must be asked');
    return { indicator, result: indicator.check(new AbortController().signal) };
  };

  it('is critical and up when the primary answers', async () => {
    const { indicator, result } = check(() => Promise.resolve());
    expect(indicator.critical).toBe(true);
    expect(await result).toEqual({ status: 'up' });
  });

  it('fails when the primary does not answer', async () => {
    const error = new Error('gone');
    await expect(check(() => Promise.reject(error)).result).rejects.toBe(error);
  });

  it('lets the ping end by itself before the check is given up', () => {
    const limits: number[] = [];
    const { indicator } = check((timeoutMs) => {
      limits.push(timeoutMs);
      return Promise.resolve();
    });
    expect(limits[0]).toBeLessThan('timeoutMs' in indicator ? (indicator.timeoutMs ?? 0) : 0);
  });
});

describe('the migrations indicator', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  const told = (...states: MigrationState[]) => Promise.resolve(states.map((state) => ({ state })));

  const setUp = () => {
    const migrations = jest.fn(() => told('applied', 'missing'));
    return { migrations, indicator: new MigrationsIndicator(migrations) };
  };

  it('is down while migrations are pending and up once they are applied', async () => {
    const { migrations, indicator } = setUp();
    migrations.mockReturnValueOnce(told('applied', 'pending'));
    expect(await indicator.check()).toEqual({ status: 'down' });
    expect(await indicator.check()).toEqual({ status: 'up' });
  });

  it('is down while a file differs from what was applied', async () => {
    const { migrations, indicator } = setUp();
    migrations.mockReturnValueOnce(told('applied', 'changed'));
    expect(await indicator.check()).toEqual({ status: 'down' });
    expect(indicator.states).toEqual(['applied', 'changed']);
  });

  it('fails while nobody has ever been able to say', async () => {
    const { migrations, indicator } = setUp();
    migrations.mockRejectedValueOnce(new Error('gone'));
    await expect(indicator.check()).rejects.toThrow('gone');
  });

  it('does not ask again and again once the schema is complete', async () => {
    const { migrations, indicator } = setUp();
    for (let check = 0; check < 10; check++) {
      await indicator.check();
      jest.advanceTimersByTime(2_000);
    }
    expect(migrations).toHaveBeenCalledTimes(1);
  });

  it('notices a rollback within half a minute', async () => {
    const { migrations, indicator } = setUp();
    await indicator.check();
    migrations.mockReturnValue(told('pending'));
    jest.advanceTimersByTime(30_000);
    await indicator.check();
    await jest.advanceTimersByTimeAsync(0);
    expect(await indicator.check()).toEqual({ status: 'down' });
  });

  it('stays up through an outage, and while the answer does not come', async () => {
    const { migrations, indicator } = setUp();
    await indicator.check();
    migrations
      .mockRejectedValueOnce(new Error('gone'))
      .mockReturnValue(new Promise(() => undefined));
    for (let check = 0; check < 5; check++) {
      jest.advanceTimersByTime(30_000);
      expect(await indicator.check()).toEqual({ status: 'up' });
      await jest.advanceTimersByTimeAsync(0);
    }
    expect(migrations).toHaveBeenCalledTimes(3);
  });
});

describe('the replicas indicator', () => {
  const servers = (...available: boolean[]) =>
    [true, ...available].map(
      (each, index) => ({ role: index ? 'replica' : 'primary', available: each }) as ServerStatus,
    );

  it.each<[string, boolean[]]>([
    ['up', []],
    ['up', [true, true]],
    ['degraded', [true, false]],
  ])('is %s for replicas that are available: %p', (status, available) => {
    const indicator = replicasIndicator({ servers: () => servers(...available) });
    expect(read(indicator)?.status).toBe(status);
    expect(indicator.critical).toBe(false);
  });
});

describe('the embedding indicator', () => {
  it('names the provider', () => {
    expect(read(embeddingIndicator('lexical'))).toEqual({ status: 'up', text: 'lexical' });
  });
});

describe('the warming indicator', () => {
  it('says nothing while the cache is being warmed, and is up afterwards', () => {
    const warmers = { warming: true };
    const indicator = warmingIndicator(warmers);
    expect(read(indicator)).toBeUndefined();
    warmers.warming = false;
    expect(read(indicator)).toEqual({ status: 'up' });
  });
});
