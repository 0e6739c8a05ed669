import { checkedKey, checkedNamespace, checkedTags } from '../cache-key';

/** What an invalidation hits. Names are free of versions, so that two releases understand each other. */
export interface Names {
  readonly keys?: readonly string[];
  readonly tags?: readonly string[];
  /** All keys before whose first colon this stands. */
  readonly namespaces?: readonly string[];
  /** Keys by pattern: `*` stands for any run of characters, everything else for itself. */
  readonly patterns?: readonly string[];
  /** Every entry of this cache. */
  readonly all?: boolean;
}

/** What an entry can be hit by. */
export interface Subject {
  readonly key: string;
  readonly tags: readonly string[];
}

/** How many names an invalidation holds. */
export function countNames(names: Names): number {
  const lists = [names.keys, names.tags, names.namespaces, names.patterns];
  return lists.reduce((sum, list) => sum + (list?.length ?? 0), names.all === true ? 1 : 0);
}

/**
 * The names as they are now: callers may change their lists before these have been published.
 *
 * @throws InvalidCacheKeyError
 */
export function takenNames({ keys = [], tags = [], namespaces = [], patterns = [] }: Names): Names {
  return {
    keys: keys.map(checkedKey),
    tags: checkedTags(tags),
    namespaces: namespaces.map(checkedNamespace),
    patterns: patterns.map(checkedKey),
  };
}

/** A list of its own: the given one may be an argument, which its owner changes. */
export function listOf(names: string | readonly string[] = []): readonly string[] {
  return typeof names === 'string' ? [names] : [...names];
}
