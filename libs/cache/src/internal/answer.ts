import type { AnswerSource, CachedEntry, Resolved } from '../entry-options';
import type { Entry } from '../stores/entry';
import type { Freshness } from './terms';

/** The entry that a call gets. */
export interface Answer {
  readonly entry: Entry;
  readonly source: AnswerSource;
  readonly freshness: Freshness;
}

/** The answer of a call that waited for another one's. */
export function collapsed(answer: Answer): Answer {
  return answer.source === 'stale' ? answer : { ...answer, source: 'collapsed' };
}

export function resolvedOf<T>({ entry, source }: Answer, nowMs: number): Resolved<T> {
  return { value: read<T>(entry), source, ttlSeconds: ttlSecondsOf(entry, nowMs) };
}

/** For callers that want no more than the value. */
export function valueOf<T>({ value }: Resolved<T>): T {
  return value;
}

/** For callers that want to know where it came from as well. */
export function same<T>(resolved: Resolved<T>): Resolved<T> {
  return resolved;
}

export function cachedOf<T>(
  entry: Entry,
  tier: CachedEntry<T>['tier'],
  nowMs: number,
): CachedEntry<T> {
  return { value: read<T>(entry), tier, ttlSeconds: ttlSecondsOf(entry, nowMs) };
}

/** What lies under a key is of the type that its callers load under it: that is their promise. */
export function read<T>(entry: Entry): T {
  return entry.read() as T;
}

/** 0 for an entry that was not stored. */
function ttlSecondsOf({ ttlMs, expiresAtMs }: Entry, nowMs: number): number {
  return ttlMs > 0 ? Math.round((expiresAtMs - nowMs) / 1_000) : 0;
}
