import type { Analysis } from './analysis';

/**
 * An analysis as it lies in the cache. Without a date it is plain data, which the cache hands to every
 * caller as one frozen object; with one, the whole result would be copied for each.
 */
export interface CachedAnalysis extends Omit<Analysis, 'createdAt'> {
  readonly createdAtMs: number;
}

export function toCachedAnalysis({ createdAt, ...rest }: Analysis): CachedAnalysis {
  return { ...rest, createdAtMs: createdAt.getTime() };
}

export function fromCachedAnalysis({ createdAtMs, ...rest }: CachedAnalysis): Analysis {
  return { ...rest, createdAt: new Date(createdAtMs) };
}
