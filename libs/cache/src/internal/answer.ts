import type { AnswerSource, CachedEntry, Resolved } from '../entry-options';
import type { Entry } from '../stores/entry';
import type { Clock } from './clock';
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

/** What a caller makes of its answer. */
export type Give<Given> = (answer: Answer, clock: Clock) => Given;

/** For callers that want no more than the value. */
export function valueOf<T>({ entry }: Answer): T {
  return read<T>(entry);
}

/** For callers that want to know where it came from as well. */
export function resolvedOf<T>({ entry, source }: Answer, clock: Clock): Resolved<T> {
  return { value: read<T>(entry), source, ttlSeconds: ttlSecondsOf(entry, clock.now()) };
}

/** As {@link valueOf}, of a value that was loaded past the cache. */
export function itself<T>(value: T): T {
  return value;
}

/** As {@link resolvedOf}, of a value that was loaded past the cache. */
export function bypassed<T>(value: T): Resolved<T> {
  return { value, source: 'bypass', ttlSeconds: 0 };
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
