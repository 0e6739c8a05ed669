import { Registry, type Metric } from 'prom-client';
import { Histogram, type HistogramOptions } from './histogram';

function histogramOf(options: Partial<HistogramOptions> = {}, maxSeries = 10): Histogram {
  const base = { name: 'wait_seconds', help: 'Waiting.', buckets: [0.1, 1] };
  return new Histogram({ ...base, ...options }, maxSeries);
}

async function render(histogram: Histogram): Promise<string> {
  const registry = new Registry();
  registry.registerMetric(histogram as unknown as Metric);
  return registry.metrics();
}

describe('a histogram', () => {
  it('counts a value into its bucket and every larger one, bounds included', async () => {
    const histogram = histogramOf();
    for (const value of [0.05, 0.1, 0.5, 1, 30]) histogram.series().observe(value);
    expect(await render(histogram)).toBe(
      [
        '# HELP wait_seconds Waiting.',
        '# TYPE wait_seconds histogram',
        'wait_seconds_bucket{le="0.1"} 2',
        'wait_seconds_bucket{le="1"} 4',
        'wait_seconds_bucket{le="+Inf"} 5',
        'wait_seconds_sum 31.65',
        'wait_seconds_count 5',
        '',
      ].join('\n'),
    );
  });

  it('without labels is there before the first observation', async () => {
    expect(await render(histogramOf())).toContain('wait_seconds_count 0');
  });

  it('keeps label sets apart, also such as read alike when joined', async () => {
    const histogram = histogramOf({ labelNames: ['a', 'b'] });
    histogram.series('x,', 'y').observe(1);
    histogram.series('x', ',y').observe(1);
    const text = await render(histogram);
    expect(text).toContain('wait_seconds_count{a="x,",b="y"} 1');
    expect(text).toContain('wait_seconds_count{a="x",b=",y"} 1');
  });

  it('reads the same as JSON', async () => {
    const histogram = histogramOf({ labelNames: ['a'], buckets: [1] });
    histogram.series('x').observe(0.5);
    expect((await histogram.get()).values).toEqual([
      { metricName: 'wait_seconds_bucket', labels: { a: 'x', le: 1 }, value: 1 },
      { metricName: 'wait_seconds_bucket', labels: { a: 'x', le: '+Inf' }, value: 1 },
      { metricName: 'wait_seconds_sum', labels: { a: 'x' }, value: 0.5 },
      { metricName: 'wait_seconds_count', labels: { a: 'x' }, value: 1 },
    ]);
  });

  it('gives the same series for the same labels', () => {
    const histogram = histogramOf({ labelNames: ['a'] });
    expect(histogram.series('x')).toBe(histogram.series('x'));
  });

  it('escapes what would break out of a label', async () => {
    const histogram = histogramOf({ labelNames: ['a'] });
    histogram.series('"}\n\\').observe(1);
    expect(await render(histogram)).toContain('wait_seconds_count{a="\\"}\\n\\\\"} 1');
  });

  it('puts label sets beyond its limit into one series', async () => {
    const histogram = histogramOf({ labelNames: ['user'] }, 2);
    for (let user = 0; user < 10_000; user++) histogram.series(String(user)).observe(1);
    const counts = (await render(histogram)).match(/^wait_seconds_count.*$/gm);
    expect(counts).toEqual([
      'wait_seconds_count{user="0"} 1',
      'wait_seconds_count{user="1"} 1',
      'wait_seconds_count{user="_OVERFLOW"} 9998',
    ]);
  });

  it('can have a limit of its own', () => {
    const histogram = histogramOf({ labelNames: ['user'], maxSeries: 1 }, 100);
    expect(histogram.series('a').isOverflow).toBe(false);
    expect(histogram.series('b').isOverflow).toBe(true);
  });

  it('goes on counting from zero in every series after a reset', async () => {
    const histogram = histogramOf();
    const series = histogram.series();
    series.observe(5);
    histogram.reset();
    series.observe(0.5);
    expect(await render(histogram)).toContain('wait_seconds_sum 0.5\nwait_seconds_count 1');
  });

  it.each([Number.NaN, Infinity, -Infinity])('refuses %p', (value) => {
    expect(() => {
      histogramOf().series().observe(value);
    }).toThrow(RangeError);
  });

  it('refuses a wrong number of label values', () => {
    expect(() => histogramOf({ labelNames: ['a'] }).series()).toThrow('takes 1 label values');
  });

  it.each<[string, Partial<HistogramOptions>]>([
    ['a malformed name', { name: 'wait-seconds' }],
    ['no help text', { help: '' }],
    ['a malformed label name', { labelNames: ['user id'] }],
    ['the label name that buckets use', { labelNames: ['le'] }],
    ['buckets that do not ascend', { buckets: [1, 1] }],
    ['no buckets', { buckets: [] }],
  ])('refuses %s', (_what, options) => {
    expect(() => histogramOf(options)).toThrow();
  });
});
