import { UncacheableValueError } from '../errors';
import type { CapturedValue } from './captured-value';
import { setOwn } from './set-own';

/** Heap bytes of the parts of a value in V8, roughly: what the byte bound of the memory tier counts. */
const BYTES = { primitive: 8, header: 32, slot: 24, date: 80, collection: 96 } as const;

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
        this.bytes += BYTES.header + value.length;
        return value;
      case 'boolean':
        this.bytes += BYTES.primitive;
        return value;
      case 'number':
        return this.#number(value);
      case 'undefined':
      case 'bigint':
        this.jsonSafe = false;
        this.bytes += BYTES.primitive;
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
    this.bytes += BYTES.primitive;
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
    if (Array.isArray(value)) return this.#array(value, depth);
    if (isPlainObject(value)) return this.#plain(value, depth);
    this.shareable = false;
    this.jsonSafe = false;
    return this.#rich(value, depth);
  }

  #array(source: readonly unknown[], depth: number): readonly unknown[] {
    this.bytes += BYTES.header + BYTES.primitive * source.length;
    return Object.freeze(Array.from(source, (item) => this.copy(item, depth)));
  }

  #plain(source: Readonly<Record<string, unknown>>, depth: number): object {
    const copy: Record<string, unknown> = {};
    const keys = Object.keys(source);
    this.bytes += BYTES.header + BYTES.slot * keys.length;
    for (const key of keys) setOwn(copy, key, this.copy(source[key], depth));
    return Object.freeze(copy);
  }

  /** Mutable even when frozen: Date, Map, Set and bytes. */
  #rich(value: object, depth: number): object {
    if (isExactly(value, Date)) {
      this.bytes += BYTES.date;
      return new Date(value.getTime());
    }
    if (isExactly(value, Map)) return this.#map(value, depth);
    if (isExactly(value, Set)) return this.#set(value, depth);
    if (Buffer.isBuffer(value)) {
      this.bytes += BYTES.collection + value.length;
      return Buffer.from(value);
    }
    throw refusal(`an instance of ${constructorName(value)}`);
  }

  #map(source: ReadonlyMap<unknown, unknown>, depth: number): Map<unknown, unknown> {
    this.bytes += BYTES.collection + BYTES.slot * 2 * source.size;
    const copy = new Map<unknown, unknown>();
    for (const [key, value] of source) copy.set(this.copy(key, depth), this.copy(value, depth));
    return copy;
  }

  #set(source: ReadonlySet<unknown>, depth: number): Set<unknown> {
    this.bytes += BYTES.collection + BYTES.slot * source.size;
    const copy = new Set<unknown>();
    for (const value of source) copy.add(this.copy(value, depth));
    return copy;
  }
}

/** An object literal, or one without a prototype; symbols and hidden properties are not looked at. */
function isPlainObject(value: object): value is Record<string, unknown> {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === null || prototype === Object.prototype) return true;
  // An object literal of another realm (vm context, Jest): its prototype is the root there too.
  return Object.getPrototypeOf(prototype) === null && constructorName(value) === 'Object';
}

/** Subclasses are refused: they would come back as their base class. */
function isExactly<T extends object>(value: object, type: new () => T): value is T {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === type.prototype) return true;
  const tag = Object.prototype.toString.call(value);
  return tag === `[object ${type.name}]` && constructorName(value) === type.name;
}

function constructorName(value: object): string {
  const { constructor } = value;
  return typeof constructor === 'function' && constructor.name !== ''
    ? constructor.name
    : 'a class';
}

function refusal(what: string): UncacheableValueError {
  return new UncacheableValueError(
    `The cache cannot keep ${what}: it would not come back the same from every tier. ` +
      'Cache a plain object made from it (e.g. { id: user.id, email: user.email }) and rebuild the instance after reading.',
  );
}
