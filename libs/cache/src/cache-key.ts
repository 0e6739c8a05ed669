import { createHash } from 'node:crypto';
import { InvalidCacheKeyError } from './errors';

/** What a key may be built from. */
export type CacheKeyPart = string | number | bigint | boolean;

const SCALARS: readonly string[] = ['number', 'bigint', 'boolean'];

/** Longest part that is kept readable; a longer one becomes its SHA-256. */
const MAX_PART_LENGTH = 128;

const NAMESPACE = /^[A-Za-z0-9_.-]{1,64}$/;
/** Half a surrogate pair has no UTF-8: Redis would take two such keys for the same. */
const UNUSABLE_CHARACTER = /[\p{Cc}\p{Cs}]/u;
const MAX_KEY_LENGTH = 2_048;
/** A part that stays as it is. */
const SAFE_PART = /^[A-Za-z0-9_.@+=,-]{1,128}$/;
const UNSAFE = /[^A-Za-z0-9_.@+=,-]/g;

/**
 * Builds `namespace:part:part`. Every part is percent-escaped, so that no part can reach into its
 * neighbour or act as a pattern; a part longer than 128 characters is replaced by its SHA-256.
 * Numbers and strings with the same text make the same key.
 *
 * @throws InvalidCacheKeyError when the namespace holds other characters than letters, digits, `_.-`, or a part is
 *   none of those types
 */
export function cacheKey(namespace: string, ...parts: CacheKeyPart[]): string {
  let key = checkedNamespace(namespace);
  for (const part of parts) key += `:${escapePart(part)}`;
  return key;
}

/**
 * The pattern of all keys that begin with these parts and have at least one more: `users:42:*`.
 * For `deleteByPattern`.
 *
 * @throws InvalidCacheKeyError as {@link cacheKey}
 */
export function cachePattern(namespace: string, ...parts: CacheKeyPart[]): string {
  return `${cacheKey(namespace, ...parts)}:*`;
}

/** The namespace of a key: all before its first colon. */
export function namespaceOf(key: string): string {
  const end = key.indexOf(':');
  return end === -1 ? key : key.slice(0, end);
}

/** Whether it can be told in figures: of a key that was not built by {@link cacheKey} it may hold the key itself. */
export function isNamespace(text: string): boolean {
  return NAMESPACE.test(text);
}

/** @throws InvalidCacheKeyError when it is no namespace */
export function checkedNamespace(namespace: string): string {
  if (isNamespace(namespace)) return namespace;
  throw new InvalidCacheKeyError(
    'A cache namespace consists of 1 to 64 letters, digits, "_", "." or "-".',
  );
}

/** @throws InvalidCacheKeyError when it is empty, too long, or holds control characters or half a surrogate pair */
export function checkedKey(key: string): string {
  if (isUsableKey(key)) return key;
  throw unusableKey();
}

export function isUsableKey(key: string): boolean {
  // Callers without types may pass anything.
  if (typeof key !== 'string' || key === '') return false;
  return key.length <= MAX_KEY_LENGTH && !UNUSABLE_CHARACTER.test(key);
}

export function unusableKey(): InvalidCacheKeyError {
  return new InvalidCacheKeyError(
    'A cache key has 1 to 2048 characters, none of them a control character or half a surrogate pair; build it with cacheKey().',
  );
}

/**
 * A list of its own, which does not change with the caller's.
 *
 * @throws InvalidCacheKeyError as {@link checkedKey}
 */
export function checkedTags(tags: readonly string[]): readonly string[] {
  return tags.map(checkedKey);
}

/** An empty part stays distinguishable from a missing one: `%`. */
function escapePart(part: CacheKeyPart): string {
  const text = typeof part === 'string' ? part : textOf(part);
  if (SAFE_PART.test(text)) return text;
  if (text === '') return '%';
  const escaped = text.replace(UNSAFE, percentEncode);
  return escaped.length > MAX_PART_LENGTH ? `%sha256%${sha256(text)}` : escaped;
}

/** Callers without types may pass anything: of an id that is missing, all who lack one would share the key. */
function textOf(part: Exclude<CacheKeyPart, string>): string {
  if (SCALARS.includes(typeof part)) return String(part);
  throw new InvalidCacheKeyError(
    'A part of a cache key is a string, a number, a bigint or a boolean.',
  );
}

/** `%xx` or `%uxxxx`, of fixed lengths, so that two texts never make the same part. */
function percentEncode(character: string): string {
  const code = character.charCodeAt(0).toString(16);
  return code.length <= 2 ? `%${code.padStart(2, '0')}` : `%u${code.padStart(4, '0')}`;
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}
