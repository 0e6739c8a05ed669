import { createHash } from 'node:crypto';
import type { InvalidationNames } from '@strata/cache';

/** Of a target no more is stored. */
const MAX_LENGTH = 1_024;

/** Short enough that four lists fit. */
const SHOWN_LENGTH = 60;

/**
 * The names as JSON, for the audit log; where that would be cut, of each list how many they are, how the first begins,
 * and the SHA-256 of the list's own JSON.
 */
export function invalidationTarget(names: InvalidationNames): string {
  const lists = Object.entries(names).filter(([, list]) => list.length > 0);
  const whole = JSON.stringify(Object.fromEntries(lists));
  if (whole.length <= MAX_LENGTH) return whole;
  return JSON.stringify(Object.fromEntries(lists.map(([kind, list]) => [kind, summary(list)])));
}

function summary(list: readonly string[]): object {
  const [first = ''] = list;
  const sha256 = createHash('sha256').update(JSON.stringify(list)).digest('base64url');
  return { count: list.length, first: first.slice(0, SHOWN_LENGTH), sha256 };
}
