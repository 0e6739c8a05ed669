import { lengthSeconds, type RunRecord } from '../run-record';
import type { Sample } from '../sampling/sample';
import type { Chart, Series } from './chart';
import { BLUE, GREEN, ORANGE, PINK, RED, SKY } from './colours';
import { resourcesOf, type Resources } from './resources';
import { windowsOf, type Percentiles, type Window } from './summary';

/** Points of a long run stand for more seconds. */
const SHORT_RUN_SECONDS = 300;
const LONG_POINT_SECONDS = 10;
/** A process that said nothing for longer was away. */
const GAP_SECONDS = 5;

/** The charts of a run, in the order of the page. */
export function chartsOf(record: RunRecord): Chart[] {
  const length = lengthSeconds(record) <= SHORT_RUN_SECONDS ? 1 : LONG_POINT_SECONDS;
  const windows = windowsOf(record.seconds, length);
  const resources = resourcesOf(record.samples, length);
  return [
    latencies(windows, length),
    throughput(windows),
    memory(record.samples),
    connections(resources),
    eventLoop(resources),
  ];
}

function latencies(windows: readonly Window[], length: number): Chart {
  const line = (name: string, colour: string, value: (latency: Percentiles) => number) =>
    ofWindows(windows, name, colour, ({ latency }) => latency && value(latency));
  return {
    title: `Latency, percentiles of ${length === 1 ? 'each second' : `every ${String(length)} seconds`}`,
    unit: 'milliseconds (logarithmic)',
    logarithmic: true,
    series: [
      line('p50', BLUE, ({ p50 }) => p50),
      line('p90', GREEN, ({ p90 }) => p90),
      line('p99', ORANGE, ({ p99 }) => p99),
      line('p99.9', RED, ({ p999 }) => p999),
    ],
  };
}

function throughput(windows: readonly Window[]): Chart {
  return {
    title: 'Throughput and errors',
    unit: 'requests per second',
    series: [
      ofWindows(windows, 'due', SKY, ({ due, seconds }) => due / seconds),
      ofWindows(windows, 'answered', BLUE, ({ answered, seconds }) => answered / seconds),
      ofWindows(windows, 'errors', RED, ({ errors, seconds }) => errors / seconds),
    ],
  };
}

/** By process: each has a heap of its own. */
function memory(samples: readonly Sample[]): Chart {
  const services = [...new Set(samples.map(({ service }) => service))].sort();
  const series = services.flatMap((service, index) => {
    const own = samples.filter((sample) => sample.service === service);
    const line = (name: string, colour: string, value: (sample: Sample) => number): Series => ({
      name: `${name}, ${service}`,
      colour,
      points: own.flatMap((sample, index) => {
        const point = [sample.atSeconds, value(sample)] as const;
        const pause = sample.atSeconds - (own[index - 1]?.atSeconds ?? 0);
        return pause > GAP_SECONDS ? [[sample.atSeconds, undefined] as const, point] : [point];
      }),
    });
    return [
      line('resident (RSS)', index === 0 ? BLUE : SKY, ({ rssMb }) => rssMb),
      line('heap in use', index === 0 ? RED : PINK, ({ heapMb }) => heapMb),
    ];
  });
  return { title: 'Memory of the service', unit: 'megabytes', series };
}

function connections(resources: readonly Resources[]): Chart {
  return {
    title: 'Connections to PostgreSQL, all processes and servers together',
    unit: 'connections, calls',
    series: [
      ofResources(resources, 'idle', SKY, ({ connectionsIdle }) => connectionsIdle),
      ofResources(resources, 'in use', BLUE, ({ connectionsInUse }) => connectionsInUse),
      ofResources(resources, 'calls waiting for one', RED, ({ callsWaiting }) => callsWaiting),
    ],
  };
}

function eventLoop(resources: readonly Resources[]): Chart {
  return {
    title: 'Event loop of the service, the worse process',
    unit: 'milliseconds, percent',
    series: [
      ofResources(resources, 'lag p99, ms (10 when idle)', ORANGE, (each) => each.loopLagP99Ms),
      ofResources(resources, 'busy, %', GREEN, ({ loopBusy }) => loopBusy * 100),
    ],
  };
}

function ofWindows(
  windows: readonly Window[],
  name: string,
  colour: string,
  value: (window: Window) => number | undefined,
): Series {
  const points = windows.map((window) => [window.fromSecond, value(window)] as const);
  return { name, colour, points };
}

function ofResources(
  resources: readonly Resources[],
  name: string,
  colour: string,
  value: (resources: Resources) => number,
): Series {
  const points = resources.map((each) => [each.atSeconds, value(each)] as const);
  return { name, colour, points };
}
