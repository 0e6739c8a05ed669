import { copyTypedArray, isTypedArray } from './value-kind';

/**
 * A copy of a captured value that its receiver may change: frozen parts are shared, Dates, Maps,
 * Sets, Buffers and typed arrays are made anew.
 */
export function copyValue(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return Object.freeze(value.map(copyValue));
  if (value instanceof Date) return new Date(value.getTime());
  if (value instanceof Map) return copyMap(value);
  if (value instanceof Set) return new Set(Array.from(value, copyValue));
  if (Buffer.isBuffer(value)) return Buffer.from(value);
  if (isTypedArray(value)) return copyTypedArray(value);
  return copyObject(value);
}

function copyMap(source: ReadonlyMap<unknown, unknown>): Map<unknown, unknown> {
  return new Map(Array.from(source, ([key, value]) => [copyValue(key), copyValue(value)]));
}

function copyObject(source: object): object {
  return Object.freeze(
    Object.fromEntries(Object.entries(source).map(([key, value]) => [key, copyValue(value)])),
  );
}
