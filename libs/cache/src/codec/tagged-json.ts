import { StoredEntryError } from '../errors';
import { setOwn } from './set-own';
import { bytesOf, className, isTypedArray, isTypedArrayName, typedArrayFrom } from './value-kind';

/**
 * JSON for what JSON cannot say. A special value is `{"~": [type, payload]}`; an object that has a
 * property `~` of its own is wrapped as type `object`.
 */
const MARK = '~';

type Tagged = readonly [type: string, payload: unknown];

/** Turns a captured value into a tree that survives JSON. */
export function toTagged(value: unknown): unknown {
  switch (typeof value) {
    case 'undefined':
      return tag('undefined', 0);
    case 'bigint':
      return tag('bigint', value.toString());
    case 'number':
      return Number.isFinite(value) && !Object.is(value, -0)
        ? value
        : tag('number', numberName(value));
    case 'object':
      return value === null ? null : objectToTagged(value);
    default:
      return value;
  }
}

/**
 * The reverse of {@link toTagged}, after `JSON.parse`.
 *
 * @throws StoredEntryError when the tree holds a type that this release does not know
 */
export function fromTagged(tree: unknown): unknown {
  if (typeof tree !== 'object' || tree === null) return tree;
  if (Array.isArray(tree)) return tree.map(fromTagged);
  const tagged = taggedOf(tree);
  return tagged === undefined ? mapValues(tree, fromTagged) : untag(tagged);
}

function objectToTagged(value: object): unknown {
  if (Array.isArray(value)) return value.map(toTagged);
  if (value instanceof Date) return tag('date', value.getTime());
  if (value instanceof Map) return tag('map', pairs(value));
  if (value instanceof Set) return tag('set', Array.from(value, toTagged));
  if (Buffer.isBuffer(value)) return tag('bytes', value.toString('base64'));
  if (isTypedArray(value)) return tag(className(value), base64(bytesOf(value)));
  const object = mapValues(value, toTagged);
  return Object.hasOwn(object, MARK) ? tag('object', object) : object;
}

function untag([type, payload]: Tagged): unknown {
  switch (type) {
    case 'undefined':
      return undefined;
    case 'bigint':
      return expectBigInt(payload);
    case 'number':
      return payload === '-0' ? -0 : Number(payload);
    case 'date':
      return new Date(payload === null ? Number.NaN : Number(payload));
    case 'map':
      return new Map(expectArray(payload).map(pairFrom));
    case 'set':
      return new Set(expectArray(payload).map(fromTagged));
    case 'bytes':
      return Buffer.from(expectString(payload), 'base64');
    case 'object':
      return mapValues(expectObject(payload), fromTagged);
    default:
      return typedArray(type, Buffer.from(expectString(payload), 'base64'));
  }
}

/** Elements lie as in memory: all processes are taken to have the same byte order. */
function typedArray(name: string, bytes: Buffer): unknown {
  if (!isTypedArrayName(name)) throw new StoredEntryError('A stored value has an unknown type.');
  try {
    return typedArrayFrom(name, bytes);
  } catch (error) {
    throw new StoredEntryError('A stored value is malformed.', error);
  }
}

function base64({ buffer, byteOffset, byteLength }: Uint8Array): string {
  return Buffer.from(buffer, byteOffset, byteLength).toString('base64');
}

function pairs(map: ReadonlyMap<unknown, unknown>): unknown[] {
  return Array.from(map, ([key, value]) => [toTagged(key), toTagged(value)]);
}

function pairFrom(pair: unknown): [unknown, unknown] {
  const [key, value] = expectArray(pair);
  return [fromTagged(key), fromTagged(value)];
}

function tag(type: string, payload: unknown): object {
  return { [MARK]: [type, payload] };
}

function taggedOf(tree: object): Tagged | undefined {
  if (!Object.hasOwn(tree, MARK)) return undefined;
  const [type, payload] = expectArray((tree as Record<string, unknown>)[MARK]);
  return [expectString(type), payload];
}

function mapValues(source: object, map: (value: unknown) => unknown): Record<string, unknown> {
  const target: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(source)) setOwn(target, key, map(value));
  return target;
}

function numberName(value: number): string {
  return Object.is(value, -0) ? '-0' : String(value);
}

function expectString(value: unknown): string {
  if (typeof value === 'string') return value;
  throw new StoredEntryError('A stored value is malformed.');
}

function expectBigInt(value: unknown): bigint {
  if (typeof value === 'string' && /^-?\d+$/.test(value)) return BigInt(value);
  throw new StoredEntryError('A stored value is malformed.');
}

function expectArray(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw new StoredEntryError('A stored value is malformed.');
}

function expectObject(value: unknown): object {
  if (typeof value === 'object' && value !== null) return value;
  throw new StoredEntryError('A stored value is malformed.');
}
