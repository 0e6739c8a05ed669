import { Injectable } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import {
  CacheEvents,
  CacheModule,
  type CacheOptions,
  CacheService,
  type CacheWarmer,
  CacheWarmers,
} from '@strata/cache';
import { CacheRuntime } from '../../../libs/cache/src/internal/cache-runtime';

/** A warmer that ends when the test says so. */
class HeldWarmer implements CacheWarmer {
  signal: AbortSignal | undefined;
  end: () => void = () => undefined;
  fail: (error: Error) => void = () => undefined;

  constructor(readonly name: string) {}

  warm(signal: AbortSignal): Promise<void> {
    this.signal = signal;
    return new Promise((resolve, reject) => {
      this.end = resolve;
      this.fail = reject;
    });
  }
}

function openWarmers(names: readonly string[], options: CacheOptions = {}) {
  const events = new CacheEvents();
  const runtime = new CacheRuntime(options, events);
  const warmers = new CacheWarmers(runtime, events);
  const told: string[] = [];
  events.on('warmed', ({ warmer, state }) => told.push(`${warmer} ${state}`));
  events.on('error', ({ operation, error }) => told.push(`${operation}: ${String(error)}`));
  const held = names.map((name) => new HeldWarmer(name));
  for (const warmer of held) warmers.register(warmer);
  const states = () => warmers.reports().map(({ state }) => state);
  return { warmers, held, told, states, errors: () => runtime.recorder.statistics.errors };
}

const settle = () => jest.advanceTimersByTimeAsync(0);

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

it('runs a bounded number at the same time, in the order of registration', async () => {
  const { warmers, held, states } = openWarmers(['a', 'b', 'c'], { warmConcurrency: 2 });
  expect(warmers.warming).toBe(true);
  warmers.onApplicationBootstrap();
  await settle();
  expect(states()).toEqual(['running', 'running', 'waiting']);
  held[1]?.end();
  await settle();
  expect(states()).toEqual(['running', 'warm', 'running']);
  held[0]?.end();
  held[2]?.end();
  await settle();
  expect(states()).toEqual(['warm', 'warm', 'warm']);
  expect(warmers.warming).toBe(false);
  expect(held[0]?.signal?.aborted).toBe(false);
});

it('tells and counts a failure, and goes on', async () => {
  const { warmers, held, told, states, errors } = openWarmers(['a', 'b'], { warmConcurrency: 1 });
  warmers.onApplicationBootstrap();
  await settle();
  held[0]?.fail(new Error('database down'));
  await settle();
  expect(states()).toEqual(['failed', 'running']);
  held[1]?.end();
  await settle();
  expect(warmers.warming).toBe(false);
  expect(told).toEqual(['warm:a: Error: database down', 'a failed', 'b warm']);
  expect(errors()).toBe(1);
});

it('gives up what hangs, and what has not begun, at the time limit and no later', async () => {
  const options = { warmConcurrency: 1, warmTimeLimitMs: 3_000 };
  const { warmers, held, told, states, errors } = openWarmers(['a', 'b'], options);
  warmers.onApplicationBootstrap();
  await jest.advanceTimersByTimeAsync(2_999);
  expect(warmers.warming).toBe(true);
  await jest.advanceTimersByTimeAsync(1);
  expect(warmers.warming).toBe(false);
  expect(states()).toEqual(['timed_out', 'timed_out']);
  expect(held.map(({ signal }) => signal?.aborted)).toEqual([true, undefined]);
  held[0]?.fail(new Error('aborted'));
  await settle();
  expect(states()).toEqual(['timed_out', 'timed_out']);
  expect(held[1]?.signal).toBeUndefined();
  expect(told.filter((line) => line.startsWith('warm:'))).toEqual([
    'warm:a: WarmerTimeoutError: It had not ended after 3000 ms.',
    'warm:b: WarmerTimeoutError: It had not ended after 3000 ms.',
  ]);
  expect(errors()).toBe(2);
});

it('tells warmers to stop at shutdown, and waits a second for them at most', async () => {
  const { warmers, held, states } = openWarmers(['a', 'b'], { warmConcurrency: 1 });
  warmers.onApplicationBootstrap();
  await settle();
  let stopped = false;
  const stopping = warmers.onModuleDestroy().then(() => (stopped = true));
  expect(held[0]?.signal?.aborted).toBe(true);
  await jest.advanceTimersByTimeAsync(999);
  expect(stopped).toBe(false);
  await jest.advanceTimersByTimeAsync(1);
  await stopping;
  expect(states()).toEqual(['stopped', 'stopped']);
  expect(jest.getTimerCount()).toBe(0);
});

it('runs none with the cache off', async () => {
  const { warmers, held } = openWarmers(['a'], { enabled: false });
  warmers.onApplicationBootstrap();
  await settle();
  expect([warmers.warming, warmers.reports(), held[0]?.signal]).toEqual([false, [], undefined]);
});

it('refuses a malformed name, one that is taken, and a warmer that comes too late', () => {
  const { warmers } = openWarmers(['a']);
  expect(() => warmers.register(new HeldWarmer('A b'))).toThrow('is no name');
  expect(() => warmers.register(new HeldWarmer('a'))).toThrow('registered twice');
  warmers.onApplicationBootstrap();
  expect(() => warmers.register(new HeldWarmer('b'))).toThrow('after the start');
});

it('does not hold up the start of an application, whose calls then find what was warmed', async () => {
  const held = new HeldWarmer('hanging');

  @Injectable()
  class ArticleWarmer implements CacheWarmer {
    readonly name = 'articles';

    constructor(
      warmers: CacheWarmers,
      private readonly cache: CacheService,
    ) {
      warmers.register(this);
      warmers.register(held);
    }

    async warm(): Promise<void> {
      await this.cache.getOrSet('articles:1', () => 'warmed');
    }
  }

  const module = await Test.createTestingModule({
    imports: [CacheModule.forRoot()],
    providers: [ArticleWarmer],
  }).compile();
  await module.init();
  await settle();
  const load = () => 'loaded';
  await expect(module.get(CacheService).getOrSet('articles:1', load)).resolves.toBe('warmed');
  expect(module.get(CacheWarmers).warming).toBe(true);
  held.end();
  await settle();
  expect(module.get(CacheWarmers).warming).toBe(false);
  await module.close();
});
