import { setTimeout as pause } from 'node:timers/promises';
import { MetricsRegistry } from '../metrics-registry';
import { registerProcessMetrics } from './process-metrics';

const BLOCKED_MS = 200;

function setUp() {
  const registry = new MetricsRegistry({});
  registerProcessMetrics(registry);
  /** Values by the line's name and labels, in the notation of the exposition. */
  return async (): Promise<Map<string, number>> => {
    const lines = (await registry.expose()).matchAll(/^(\w+(?:\{.*\})?) (\S+)$/gm);
    return new Map([...lines].map(([, series = '', value]) => [series, Number(value)]));
  };
}

function blockEventLoop(): void {
  const endsAt = performance.now() + BLOCKED_MS;
  while (performance.now() < endsAt);
}

describe('the process', () => {
  it('is measured until the application ends, and no longer', async () => {
    const registry = new MetricsRegistry({});
    const stopped = jest.fn();
    registerProcessMetrics(registry);
    registry.atEnd(stopped);
    expect(await registry.expose()).toContain('v8js_gc_duration_seconds');
    registry.onApplicationShutdown();
    expect(stopped).toHaveBeenCalledTimes(1);
    expect(await registry.expose()).not.toContain('v8js_gc_duration_seconds');
  });

  it('shows how late its event loop was since the last scrape', async () => {
    const scrape = setUp();
    await pause(50);
    blockEventLoop();
    await pause(50);
    const late = await scrape();
    const delay = (figure: string) => late.get(`nodejs_eventloop_delay_${figure}_seconds`) ?? NaN;
    expect(delay('max')).toBeGreaterThan(BLOCKED_MS / 2_000);
    expect(delay('p99')).toBeGreaterThanOrEqual(delay('p50'));
    expect(delay('min')).toBeLessThanOrEqual(delay('mean'));
    expect(delay('stddev')).toBeGreaterThan(0);
  });

  it('shows no delay where none was measured since the last scrape', async () => {
    const shown = await setUp()();
    expect([...shown.keys()].filter((key) => key.startsWith('nodejs_eventloop_delay'))).toEqual([]);
  });

  it('counts how long its event loop was busy, in seconds', async () => {
    const scrape = setUp();
    const series = 'nodejs_eventloop_time_seconds_total{nodejs_eventloop_state="active"}';
    const before = (await scrape()).get(series) ?? NaN;
    blockEventLoop();
    await pause(1);
    const busy = ((await scrape()).get(series) ?? NaN) - before;
    expect(busy).toBeGreaterThan(BLOCKED_MS / 2_000);
    expect(busy).toBeLessThan(60);
  });

  it('counts its processor time, in seconds', async () => {
    const scrape = setUp();
    const { user } = process.cpuUsage();
    const shown = (await scrape()).get('process_cpu_time_seconds_total{cpu_mode="user"}') ?? NaN;
    expect(shown).toBeGreaterThanOrEqual(user / 1e6);
    expect(shown).toBeLessThan(user / 1e6 + 10);
  });

  it('shows its memory, and that of each heap space', async () => {
    const shown = await setUp()();
    expect(shown.get('process_memory_usage_bytes')).toBeGreaterThan(1e6);
    for (const name of ['used', 'space_size', 'space_available_size', 'space_physical_size']) {
      const series = `v8js_memory_heap_${name}_bytes{v8js_heap_space_name="old_space"}`;
      expect(shown.get(series)).toBeGreaterThanOrEqual(0);
    }
  });

  it('times its garbage collections by type', async () => {
    const scrape = setUp();
    let shown: ReadonlyMap<string, number> = new Map();
    for (let tries = 0; tries < 200 && !(minorCollections(shown) > 0); tries++) {
      Array.from({ length: 100_000 }, (_, index) => ({ index }));
      await pause(1);
      shown = await scrape();
    }
    expect(minorCollections(shown)).toBeGreaterThan(0);
    const bounds = [...shown.keys()].flatMap(
      (key) => /gc_duration.*le="([^"]+)"/.exec(key)?.[1] ?? [],
    );
    expect([...new Set(bounds)]).toEqual(['0.01', '0.1', '1', '10', '+Inf']);
  });
});

function minorCollections(shown: ReadonlyMap<string, number>): number {
  return shown.get('v8js_gc_duration_seconds_count{v8js_gc_type="minor"}') ?? 0;
}
