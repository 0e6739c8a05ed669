import type { Random } from '../../support/random';

/** A stretch of time in which requests arrive at one rate. */
export interface Phase {
  readonly name: string;
  readonly seconds: number;
  readonly perSecond: number;
}

/**
 * When requests arrive, in milliseconds from the start: a Poisson process, as callers who know nothing of each other
 * make it. It forgets, so that beginning anew with each phase is exact.
 */
export function* arrivals(phases: readonly Phase[], random: Random): Generator<number> {
  let startMs = 0;
  for (const { seconds, perSecond } of phases) {
    const endMs = startMs + seconds * 1_000;
    const gapMs = () => (-Math.log(1 - random.next()) / perSecond) * 1_000;
    for (let atMs = startMs + gapMs(); atMs < endMs; atMs += gapMs()) yield atMs;
    startMs = endMs;
  }
}
