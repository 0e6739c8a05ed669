import { setTimeout as delay } from 'node:timers/promises';
import type { Command } from '../bench/command';
import { nowMs } from '../soak/cache/clock';
import type { Phase } from './generator/arrivals';
import { LoadGenerator } from './generator/load-generator';
import type { Mark, RunRecord } from './run-record';
import { Sampler } from './sampling/sampler';
import type { Scenario, ScenarioEvent } from './scenarios/scenario';
import { createPeople } from './stand/people';
import type { Stand } from './stand/stand';

/** How large a run is. */
export interface RunSize {
  readonly seconds: number;
  readonly ratePerSecond: number;
  readonly users: number;
  readonly seed: number;
}

/** Where the load generator runs. */
export interface Pinning {
  readonly on: (command: Command) => Command;
  /** One clause. */
  readonly description: string;
}

/** For the generator to get ready between being told and the start. */
const HEADSTART_MS = 2_000;

/** Puts a stand under the load of a scenario and lets its events happen. */
export async function runScenario(
  scenario: Scenario,
  stand: Stand,
  size: RunSize,
  pinning: Pinning,
): Promise<RunRecord> {
  const { secret, origin, services } = stand;
  const people = await createPeople(origin, secret, size.users);
  const generator = await LoadGenerator.start(pinning.on);
  const startAtMs = nowMs() + HEADSTART_MS;
  const sampler = new Sampler(services, startAtMs);
  try {
    const phases = phasesOf(scenario, size);
    const plan = { origin, secret, people, phases, seed: size.seed, startAtMs };
    const [driven, marks] = await Promise.all([
      generator.drive(plan),
      play(scenario.events, stand, startAtMs, size.seconds),
    ]);
    return {
      ...size,
      ...driven,
      scenario: scenario.name,
      pinning: pinning.description,
      phases,
      samples: sampler.samples,
      marks: [...phaseMarks(phases), ...marks].sort((a, b) => a.beganAt - b.beganAt),
    };
  } finally {
    sampler.stop();
    generator.stop();
  }
}

function phasesOf({ phases }: Scenario, { seconds, ratePerSecond }: RunSize): Phase[] {
  return phases.map(({ name, share, rateFactor = 1 }) => ({
    name,
    seconds: share * seconds,
    perSecond: rateFactor * ratePerSecond,
  }));
}

/** Where the rate changes. */
function phaseMarks(phases: readonly Phase[]): Mark[] {
  let beganAt = 0;
  return phases.flatMap(({ name, perSecond }, index) => {
    const before = phases[index - 1];
    beganAt += before?.seconds ?? 0;
    if (!before || before.perSecond === perSecond) return [];
    const recovers = perSecond < before.perSecond;
    return [{ label: name, beganAt, endedAt: beganAt, restores: undefined, recovers }];
  });
}

/** Has each event happen when it is due, or as soon as the one before is over. */
async function play(
  events: readonly ScenarioEvent[],
  stand: Stand,
  startAtMs: number,
  seconds: number,
): Promise<Mark[]> {
  const marks: Mark[] = [];
  const sinceStart = () => (nowMs() - startAtMs) / 1_000;
  for (const { at, label, act, restores } of events) {
    await delay(Math.max(0, (at * seconds - sinceStart()) * 1_000));
    const beganAt = sinceStart();
    await act(stand);
    marks.push({ label, beganAt, endedAt: sinceStart(), restores, recovers: true });
  }
  return marks;
}
