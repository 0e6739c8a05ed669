import { Histogram } from '../../load/generator/histogram';
import { BLUE, GREEN, ORANGE, RED, SKY } from '../../load/report/colours';
import type { Chart, Series, TimeLine } from '../../load/report/chart';
import type { Mark } from '../../load/run-record';
import type { MixedSecond } from './mixed-load';
import { endOf, type Overload } from './phases';
import type { ProcessSample } from './process-watch';
import type { Stretch } from './stretch';

const US_PER_MS = 1_000;

/** What happened before, at and after the peak. */
export function chartsOf(overload: Overload): Chart[] {
  const seconds = (name: string, colour: string, of: (second: MixedSecond) => number | undefined) =>
    ofSeconds(overload, name, colour, of);
  const samples = (name: string, colour: string, of: (sample: ProcessSample) => number) =>
    ofSamples(overload, name, colour, of);
  return [
    {
      title: 'Answers',
      unit: 'answers per second',
      series: [
        seconds('good', BLUE, ({ good }) => good),
        seconds('refused', RED, ({ refused }) => refused),
      ],
    },
    {
      title: 'Latency of the good answers, percentiles of each second',
      unit: 'milliseconds',
      series: [
        seconds('p50', BLUE, (second) => percentile(second, 0.5)),
        seconds('p99', ORANGE, (second) => percentile(second, 0.99)),
      ],
    },
    {
      title: 'Requests in the process',
      unit: 'requests',
      series: [
        samples('waiting for their turn', RED, ({ waiting }) => waiting),
        samples('being served', BLUE, ({ running }) => running),
        samples('limit of those', GREEN, ({ limit }) => limit),
      ],
    },
    {
      title: 'Memory of the service',
      unit: 'megabytes',
      series: [
        samples('resident (RSS)', SKY, ({ rssMb }) => rssMb),
        samples('heap in use', RED, ({ heapMb }) => heapMb),
      ],
    },
  ];
}

/** From the begin of the first load on. */
export function timeLineOf({ title, before, peak, after, recoveryMs }: Overload): TimeLine {
  const at = (ms: number) => (ms - before.beginAtMs) / 1_000;
  const mark = (label: string, beganAt: number, endedAt: number): Mark => ({
    ...{ label, beganAt, endedAt },
    ...{ restores: undefined, recovers: true },
  });
  const marks = [
    mark(title, at(peak.beginAtMs), at(endOf(peak))),
    mark('recovered', at(endOf(peak) + recoveryMs), at(endOf(peak) + recoveryMs)),
  ];
  return { endSeconds: at(endOf(after)), warmUpSeconds: 0, marks };
}

function ofSeconds(
  { before, peak, after }: Overload,
  name: string,
  colour: string,
  of: (second: MixedSecond) => number | undefined,
): Series {
  const points = (stretch: Stretch) => {
    const from = (stretch.beginAtMs - before.beginAtMs) / 1_000;
    const own = stretch.seconds.map((second, index) => [from + index + 0.5, of(second)] as const);
    return [...own, [from + own.length, undefined] as const];
  };
  return { name, colour, points: [before, peak, after].flatMap(points) };
}

function ofSamples(
  { before, samples }: Overload,
  name: string,
  colour: string,
  of: (sample: ProcessSample) => number,
): Series {
  const points = samples
    .filter(({ atMs }) => atMs >= before.beginAtMs)
    .map((sample) => [(sample.atMs - before.beginAtMs) / 1_000, known(of(sample))] as const);
  return { name, colour, points };
}

function known(value: number): number | undefined {
  return Number.isNaN(value) ? undefined : value;
}

function percentile({ latencies: counts }: MixedSecond, share: number): number | undefined {
  const us = Histogram.of([{ counts, max: Infinity }]).percentile(share);
  return us === undefined ? undefined : us / US_PER_MS;
}
