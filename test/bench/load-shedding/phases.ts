import type { Strata } from '../strata';
import { arrive, type Arrival, recovery, type Sight, watchCheapAnswers } from './bystander';
import { type ProcessSample, ProcessWatch } from './process-watch';
import { type Callers, type LoadPlan, loaded, type Stretch } from './stretch';

/** Load under which the service can be at its best. */
const USUAL_CONNECTIONS = [16, 32, 64];
const WARM_UP_SECONDS = 8;
/** After what is measured under overload, for the new connections that come then. */
const ARRIVAL_SECONDS = 5;

/** The service, with the port that probes come to. */
export interface Subject {
  readonly strata: Strata;
  readonly managementOrigin: string;
}

/** What was seen at the peak. */
interface Peak {
  readonly peak: Stretch;
  readonly meanwhile: Sight;
  readonly arrival: Arrival;
  /** From its end until uncached requests are answered again. */
  readonly recoveryMs: number;
}

/** The service at its best, under more, and at its best again: the speed of a shared machine changes within minutes. */
export interface Overload extends Peak {
  readonly title: string;
  readonly before: Stretch;
  readonly after: Stretch;
  readonly samples: readonly ProcessSample[];
}

/** The most that the service does, with whichever number of connections. */
export async function findBest({ strata }: Subject, plan: LoadPlan): Promise<Stretch> {
  await loaded(strata, { connections: 32 }, { ...plan, seconds: WARM_UP_SECONDS });
  const found: Stretch[] = [];
  for (const connections of USUAL_CONNECTIONS)
    found.push(await loaded(strata, { connections }, plan));
  return found.reduce((best, each) => (each.goodput > best.goodput ? each : best));
}

/** A load beyond what the service can serve. */
export interface PeakPlan {
  readonly title: string;
  /** From how the service did at its best just before. */
  readonly callers: (best: Stretch) => Callers;
}

/** Puts the service under a peak, between two times with as many callers as it is at its best with. */
export async function overload(
  { title, callers }: PeakPlan,
  subject: Subject,
  usual: Callers,
  plan: LoadPlan,
): Promise<Overload> {
  const watch = new ProcessWatch(subject.managementOrigin);
  try {
    const before = await loaded(subject.strata, usual, plan);
    const peak = await peaked(subject, callers(before), { ...plan, seconds: plan.seconds * 2 });
    const after = await loaded(subject.strata, usual, plan);
    return { title, before, ...peak, after, samples: watch.samples };
  } finally {
    watch.stop();
  }
}

async function peaked(subject: Subject, callers: Callers, plan: LoadPlan): Promise<Peak> {
  const { strata, managementOrigin } = subject;
  const arrivals: Arrival[] = [];
  const act = async () => void arrivals.push(await arrive(strata, managementOrigin));
  const sending = loaded(strata, callers, plan, { seconds: ARRIVAL_SECONDS, act });
  const meanwhile = await watchCheapAnswers(strata, managementOrigin, sending);
  const peak = await sending;
  const recoveryMs = await recovery(strata);
  const [arrival] = arrivals;
  if (!arrival) throw new Error('no new connections were opened');
  return { peak, meanwhile, arrival, recoveryMs };
}

/** When a stretch ends, on the clock that all processes share. */
export function endOf({ beginAtMs, seconds }: Stretch): number {
  return beginAtMs + seconds.length * 1_000;
}
