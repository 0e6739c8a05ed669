import type { Stand } from '../stand/stand';

/** A part of the run with one rate. */
export interface ScenarioPhase {
  readonly name: string;
  /** Of the run's time. All add up to 1. */
  readonly share: number;
  /** Of the run's rate; default 1. */
  readonly rateFactor?: number;
}

/** Something that is done to the stand during the run. */
export interface ScenarioEvent {
  /** When it begins, as a share of the run's time. */
  readonly at: number;
  readonly label: string;
  readonly act: (stand: Stand) => Promise<void>;
  /** What every process is to use again soon after it; default: nothing is looked for. */
  readonly restores?: 'redisUp' | 'replicaUp';
}

/** One kind of run. */
export interface Scenario {
  readonly name: string;
  /** One line. */
  readonly shows: string;
  /** How many processes of the service there are. */
  readonly processes: number;
  /** The first is for warming up. */
  readonly phases: readonly ScenarioPhase[];
  /** In order of time. Each begins after the one before has ended. */
  readonly events: readonly ScenarioEvent[];
}

/** For scenarios that keep one rate. */
export const EVEN_PHASES: readonly ScenarioPhase[] = [
  { name: 'warm-up', share: 0.15 },
  { name: 'steady', share: 0.85 },
];
