import { Gauge, register as globalRegistry } from 'prom-client';
import type { MetricSource } from './metric-source';
import { MetricsRegistry } from './metrics-registry';

const size: MetricSource = {
  name: 'pool_size',
  help: 'Connections.',
  type: 'gauge',
  labelNames: ['server'],
  collect: () => [
    { labels: { server: 'primary' }, value: 20 },
    { labels: { server: 'replica-1' }, value: 5 },
  ],
};

describe('a metric source', () => {
  it('is asked at every scrape and shown under its type', async () => {
    const registry = new MetricsRegistry({});
    let hits = 0;
    const collect = () => [{ value: ++hits }];
    registry.register({ name: 'hits_total', help: 'Hits.', type: 'counter', collect });
    expect(await registry.expose()).toContain('# TYPE hits_total counter\nhits_total 1\n');
    expect(await registry.expose()).toContain('hits_total 2\n');
  });

  it('has a series for each label set', async () => {
    const registry = new MetricsRegistry({});
    registry.register(size);
    expect(await registry.expose()).toContain(
      'pool_size{server="primary"} 20\npool_size{server="replica-1"} 5',
    );
  });

  it('that fails is left out and counted, in the same scrape, and breaks no other', async () => {
    const failures: unknown[] = [];
    const error = new Error('no figures');
    const registry = new MetricsRegistry({
      onSourceError: (source, cause) => failures.push([source, cause]),
    });
    registry.register({
      ...size,
      name: 'broken',
      labelNames: [],
      collect: () => {
        throw error;
      },
    });
    registry.register(size);
    const text = await registry.expose();
    expect(text).toContain('pool_size{server="primary"} 20');
    expect(text).toContain('metrics_source_errors_total{source="broken"} 1');
    expect(text).toContain('metrics_source_errors_total{source="pool_size"} 0');
    expect(text).not.toMatch(/^broken/m);
    expect(failures).toEqual([['broken', error]]);
  });

  it.each([
    ['an unknown label', { labels: { host: '10.0.0.1' }, value: 1 }],
    ['a value that is no number', { labels: { server: 'primary' }, value: Number.NaN }],
  ])('that reports %s is left out', async (_what, sample) => {
    const registry = new MetricsRegistry({});
    registry.register({ ...size, collect: () => [sample] });
    expect(await registry.expose()).toContain('metrics_source_errors_total{source="pool_size"} 1');
  });

  it('never shows one label set twice, which Prometheus would refuse', async () => {
    const registry = new MetricsRegistry({});
    const sample = { labels: { server: 'primary' }, value: 2 };
    registry.register({ ...size, collect: () => [sample, sample] });
    expect((await registry.expose()).match(/^pool_size\{.*$/gm)).toEqual([
      'pool_size{server="primary"} 4',
    ]);
  });

  it('adds up what exceeds the limit in one series, and the first label sets stay', async () => {
    const registry = new MetricsRegistry({ maxSeries: 2 });
    const servers = ['a', 'b', 'c', 'd'];
    const collect = () => servers.map((server) => ({ labels: { server }, value: 1 }));
    registry.register({ ...size, collect });
    const series = async () => (await registry.expose()).match(/^pool_size\{.*$/gm);
    const expected = ['a', 'b', '_OVERFLOW'].map((server) => `pool_size{server="${server}"}`);
    expect(await series()).toEqual([`${expected[0]} 1`, `${expected[1]} 1`, `${expected[2]} 2`]);
    servers.reverse();
    expect((await series())?.sort()).toEqual(
      [`${expected[0]} 1`, `${expected[1]} 1`, `${expected[2]} 2`].sort(),
    );
  });

  it('cannot take a name that is taken', () => {
    const registry = new MetricsRegistry({});
    registry.register(size);
    expect(() => {
      registry.register({ ...size });
    }).toThrow('already been registered');
  });
});

describe('a metrics registry', () => {
  it('is its own: the global one of prom-client stays empty', async () => {
    const first = new MetricsRegistry({});
    const second = new MetricsRegistry({});
    first.register(size);
    second.register(size);
    expect(await second.expose()).toContain('pool_size');
    expect(globalRegistry.getMetricsAsArray()).toEqual([]);
  });

  it("takes metrics of prom-client's own", async () => {
    const registry = new MetricsRegistry({});
    const gauge = new Gauge({ name: 'queue', help: 'Jobs.', registers: [registry.promClient] });
    gauge.set(3);
    expect(await registry.expose()).toContain('queue 3');
  });

  it.each([0, 1.5, -1])('refuses a limit of %p series', (maxSeries) => {
    expect(() => new MetricsRegistry({ maxSeries })).toThrow(RangeError);
  });
});
