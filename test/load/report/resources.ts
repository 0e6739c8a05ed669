import type { Sample } from '../sampling/sample';

/** What all processes used together at about one time; of times and shares the greatest. */
export interface Resources {
  readonly atSeconds: number;
  readonly rssMb: number;
  readonly heapMb: number;
  readonly loopLagP99Ms: number;
  readonly loopBusy: number;
  readonly connectionsInUse: number;
  readonly connectionsIdle: number;
  readonly callsWaiting: number;
  readonly redisUp: boolean;
  readonly replicaUp: boolean;
}

/** One for each stretch of `length` seconds that has a sample; the last sample of each process counts. */
export function resourcesOf(samples: readonly Sample[], length: number): Resources[] {
  const stretches = new Map<number, Map<string, Sample>>();
  for (const sample of samples) {
    const index = Math.floor(sample.atSeconds / length);
    const latest = stretches.get(index) ?? new Map<string, Sample>();
    stretches.set(index, latest.set(sample.service, sample));
  }
  return [...stretches].map(([index, latest]) => together(index * length, [...latest.values()]));
}

function together(atSeconds: number, samples: readonly Sample[]): Resources {
  const sum = (value: (sample: Sample) => number) =>
    samples.reduce((total, sample) => total + value(sample), 0);
  const most = (value: (sample: Sample) => number) => Math.max(...samples.map(value));
  return {
    atSeconds,
    rssMb: sum(({ rssMb }) => rssMb),
    heapMb: sum(({ heapMb }) => heapMb),
    loopLagP99Ms: most(({ loopLagP99Ms }) => loopLagP99Ms),
    loopBusy: most(({ loopBusy }) => loopBusy),
    connectionsInUse: sum(({ connectionsInUse }) => connectionsInUse),
    connectionsIdle: sum(({ connectionsIdle }) => connectionsIdle),
    callsWaiting: sum(({ callsWaiting }) => callsWaiting),
    redisUp: samples.every(({ redisUp }) => redisUp),
    replicaUp: samples.every(({ replicaUp }) => replicaUp),
  };
}
