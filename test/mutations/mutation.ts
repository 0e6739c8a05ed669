/** One check of the coherence scheme, left out. */
export interface Mutation {
  readonly check: string;
  readonly file: string;
  readonly text: string;
  readonly replacement: string;
}

/** One that a certain test of the suite finds, where the interleavings meet it too seldom or not at all. */
export interface SpecMutation extends Mutation {
  /** Path of the spec. */
  readonly spec: string;
  /** The test's name, with those of its describes before it. */
  readonly test: string;
}

export const COHERENCE = 'libs/cache/src/coherence';
export const LOG = `${COHERENCE}/log`;
export const TIERED = 'libs/cache/src/stores/tiered/tiered-store.ts';
