import { verdictLine } from '../../load/report/text-report';
import { endOf, type Overload } from './phases';
import type { ProcessSample } from './process-watch';
import type { Stretch } from './stretch';
import { shareOf, verdictsOn } from './verdicts';

/** Everything about an overload, in lines for a terminal. */
export function textOf(overload: Overload, shedAfterMs: number): string {
  const { before, peak, after, meanwhile, arrival } = overload;
  const verdicts = verdictsOn(overload, shedAfterMs).map(verdictLine);
  return [
    `${overload.title}: ${asked(overload)}`,
    `  before  ${line(before)}`,
    `  peak    ${line(peak)}`,
    `  after   ${line(after)}`,
    `  cached answers and probes meanwhile: p99 ${whole(meanwhile.p99Ms)} ms`,
    `  ${arrival.connections} new connections at once: p50 ${whole(arrival.p50Ms)} ms, the last ${whole(arrival.lastMs)} ms; ` +
      `a probe on the management port behind them ${whole(arrival.managementMs)} ms`,
    `  memory  ${memory(overload)}`,
    ...verdicts.map((verdict) => `  ${verdict}`),
  ].join('\n');
}

function asked(overload: Overload): string {
  const { peak } = overload;
  const times = shareOf(overload, ({ goodput, refusedPerSecond }) => goodput + refusedPerSecond);
  return `${peak.connections} connections, ${times.toFixed(1)} times as much asked as is served at the best`;
}

function line({ goodput, refusedPerSecond, perCpuSecond, p50Ms, p99Ms }: Stretch): string {
  return (
    `${whole(goodput)}/s good, ${whole(refusedPerSecond)}/s refused; ${whole(perCpuSecond)} good per second of CPU; ` +
    `p50 ${whole(p50Ms)} ms, p99 ${whole(p99Ms)} ms`
  );
}

function memory({ before, peak, after, samples }: Overload): string {
  const told = [before, peak, after].map((stretch) => {
    const own = samples.filter(({ atMs }) => atMs >= stretch.beginAtMs && atMs <= endOf(stretch));
    const most = (of: (sample: ProcessSample) => number) => whole(Math.max(...own.map(of)));
    const least = (of: (sample: ProcessSample) => number) => whole(Math.min(...own.map(of)));
    return `${most(({ rssMb }) => rssMb)} MB resident at most, heap ${least(({ heapMb }) => heapMb)} MB at least`;
  });
  return told.join('; then ');
}

function whole(value: number): string {
  return value.toFixed(0);
}
