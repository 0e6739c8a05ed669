import type { Person } from '../mix/person';
import type { Phase } from './arrivals';
import type { Second } from './tally';

/** What the generator's process is to do. */
export interface Drive {
  readonly origin: string;
  readonly secret: string;
  readonly people: readonly Person[];
  readonly phases: readonly Phase[];
  readonly seed: number;
  /** On the clock that all processes share. */
  readonly startAtMs: number;
}

/** What it tells, each second and at the end. */
export type Told =
  | { readonly kind: 'ready' }
  | { readonly kind: 'second'; readonly second: Second }
  | { readonly kind: 'done'; readonly repeated: number };
