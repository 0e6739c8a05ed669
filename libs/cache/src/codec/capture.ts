import { UncacheableValueError } from '../errors';
import type { CapturedValue } from './captured-value';
import { bigintBytes, HEAP_BYTES, numberBytes, stringBytes } from './heap-bytes';
import { setOwn } from './set-own';
import {
  className,
  copyBytes,
  copyTypedArray,
  isArray,
  isBuffer,
  isDate,
  isMap,
  isPlainObject,
  isSet,
  isTypedArray,
} from './value-kind';

/** Nesting beyond this is refused rather than risking the stack. */
const MAX_DEPTH = 256;

/**
 * Copies a value for the cache, in one walk: freezes what can be frozen, notes whether it survives
 * JSON unchanged, and estimates its size. The loader's own object is left as it was.
 *
 * @throws UncacheableValueError for class instances, functions, symbols and cycles
 */
export function capture(value: unknown): CapturedValue {
  const walk = new CaptureWalk();
  const copy = walk.copy(value, 0);
  return { value: copy, shareable: walk.shareable, jsonSafe: walk.jsonSafe, bytes: walk.bytes };
}

class CaptureWalk {
  shareable = true;
  jsonSafe = true;
  bytes = 0;
  readonly #ancestors = new Set<object>();

  copy(value: unknown, depth: number): unknown {
    switch (typeof value) {
      case 'string':
        this.bytes += stringBytes(value);
        return value;
      case 'boolean':
        return value;
      case 'number':
        return this.#number(value);
      case 'undefined':
        this.jsonSafe = false;
        return value;
      case 'bigint':
        this.jsonSafe = false;
        this.bytes += bigintBytes(value);
        return value;
      case 'object':
        return value === null ? null : this.#guarded(value, depth);
      case 'function':
      case 'symbol':
        throw refusal(`a ${typeof value}`);
    }
  }

  #number(value: number): number {
    if (!Number.isFinite(value) || Object.is(value, -0)) this.jsonSafe = false;
    this.bytes += numberBytes(value);
    return value;
  }

  #guarded(value: object, depth: number): unknown {
    if (depth >= MAX_DEPTH || this.#ancestors.has(value)) {
      throw refusal('a value that contains itself or is nested more than 256 deep');
    }
    this.#ancestors.add(value);
    const copy = this.#object(value, depth + 1);
    this.#ancestors.delete(value);
    return copy;
  }

  #object(value: object, depth: number): unknown {
    if (isArray(value)) return this.#array(value, depth);
    if (isPlainObject(value)) return this.#plain(value, depth);
    this.shareable = false;
    this.jsonSafe = false;
    return this.#rich(value, depth);
  }

  #array(source: readonly unknown[], depth: number): readonly unknown[] {
    this.bytes += HEAP_BYTES.array + HEAP_BYTES.slot * source.length;
    return Object.freeze(Array.from(source, (item) => this.copy(item, depth)));
  }

  #plain(source: Readonly<Record<string, unknown>>, depth: number): object {
    const copy: Record<string, unknown> = {};
    const keys = Object.keys(source);
    this.bytes += HEAP_BYTES.object + HEAP_BYTES.slot * keys.length;
    for (const key of keys) setOwn(copy, key, this.copy(source[key], depth));
    return Object.freeze(copy);
  }

  /** Mutable even when frozen: Date, Map, Set and bytes. */
  #rich(value: object, depth: number): object {
    if (isMap(value)) return this.#map(value, depth);
    if (isSet(value)) return this.#set(value, depth);
    if (isDate(value)) {
      this.bytes += HEAP_BYTES.date;
      return new Date(value.getTime());
    }
    if (isBuffer(value)) {
      this.bytes += HEAP_BYTES.bytes + value.byteLength;
      return copyBytes(value);
    }
    if (isTypedArray(value)) {
      this.bytes += HEAP_BYTES.bytes + value.byteLength;
      return copyTypedArray(value);
    }
    throw refusal(`an instance of ${className(value)}`);
  }

  #map(source: ReadonlyMap<unknown, unknown>, depth: number): Map<unknown, unknown> {
    this.bytes += HEAP_BYTES.map + HEAP_BYTES.mapEntry * source.size;
    const copy = new Map<unknown, unknown>();
    for (const [key, value] of source) copy.set(this.copy(key, depth), this.copy(value, depth));
    return copy;
  }

  #set(source: ReadonlySet<unknown>, depth: number): Set<unknown> {
    this.bytes += HEAP_BYTES.set + HEAP_BYTES.setEntry * source.size;
    const copy = new Set<unknown>();
    for (const value of source) copy.add(this.copy(value, depth));
    return copy;
  }
}

function refusal(what: string): UncacheableValueError {
  return new UncacheableValueError(
    `The cache cannot keep ${what}: it would not come back the same from every tier. ` +
      'Cache a plain object made from it (e.g. { id: user.id, email: user.email }) and rebuild the instance after reading.',
  );
}
