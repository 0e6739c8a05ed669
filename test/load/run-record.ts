import type { Second } from './generator/tally';
import type { Phase } from './generator/arrivals';
import type { Sample } from './sampling/sample';
import type { ScenarioEvent } from './scenarios/scenario';

/** Something that happened during the run, in seconds from the start of the load. */
export interface Mark {
  readonly label: string;
  readonly beganAt: number;
  readonly endedAt: number;
  readonly restores: ScenarioEvent['restores'];
  /** Whether latencies are to be as they were before soon after it. */
  readonly recovers: boolean;
}

/** Everything that a run showed. */
export interface RunRecord {
  readonly scenario: string;
  /** Of the requests before any phase's factor. */
  readonly ratePerSecond: number;
  readonly seed: number;
  readonly users: number;
  /** Where the generator ran, one clause. */
  readonly pinning: string;
  /** The first is the warm-up. */
  readonly phases: readonly Phase[];
  readonly seconds: readonly Second[];
  /** Requests that were sent twice, as their first connection was just being closed. */
  readonly repeated: number;
  readonly samples: readonly Sample[];
  /** What was done to the stand, and where phases began after the warm-up; in order of time. */
  readonly marks: readonly Mark[];
}

/** How long requests arrive, in seconds. */
export function lengthSeconds({ phases }: RunRecord): number {
  return phases.reduce((sum, { seconds }) => sum + seconds, 0);
}

/** When the warm-up is over, in seconds. */
export function warmUpSeconds({ phases }: RunRecord): number {
  return phases[0]?.seconds ?? 0;
}
