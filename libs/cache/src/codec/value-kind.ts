import { types } from 'node:util';

/** Arrays of numbers in binary form, by the name of their class. */
const TYPED_ARRAYS = {
  Int8Array,
  Uint8Array,
  Uint8ClampedArray,
  Int16Array,
  Uint16Array,
  Int32Array,
  Uint32Array,
  Float32Array,
  Float64Array,
  BigInt64Array,
  BigUint64Array,
} as const;

export type TypedArrayName = keyof typeof TYPED_ARRAYS;
export type TypedArray = InstanceType<(typeof TYPED_ARRAYS)[TypedArrayName]>;

/** Quick for the arrays of this realm. */
export function isArray(value: object): value is readonly unknown[] {
  if (!Array.isArray(value)) return false;
  return Object.getPrototypeOf(value) === Array.prototype || className(value) === 'Array';
}

/** Named by class and held to it exactly: a subclass would come back as its base class. */
export function isDate(value: object): value is Date {
  return types.isDate(value) && className(value) === 'Date';
}

export function isMap(value: object): value is Map<unknown, unknown> {
  return types.isMap(value) && className(value) === 'Map';
}

export function isSet(value: object): value is Set<unknown> {
  return types.isSet(value) && className(value) === 'Set';
}

export function isBuffer(value: object): value is Buffer {
  return Buffer.isBuffer(value) && className(value) === 'Buffer';
}

export function isTypedArray(value: object): value is TypedArray {
  return types.isTypedArray(value) && isTypedArrayName(className(value));
}

export function isTypedArrayName(name: string): name is TypedArrayName {
  return Object.hasOwn(TYPED_ARRAYS, name);
}

/** An object literal, or one without a prototype. */
export function isPlainObject(value: object): value is Record<string, unknown> {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === null || prototype === Object.prototype) return true;
  // An object literal of another realm (vm context, Jest): its prototype is the root there too.
  return Object.getPrototypeOf(prototype) === null && ownName(prototype) === 'Object';
}

/** The name of the class that an object is an instance of. */
export function className(value: object): string {
  return ownName(Object.getPrototypeOf(value)) ?? 'a class';
}

/** A copy with memory of its own: Node cuts small buffers from a shared block, which they keep alive whole. */
export function copyBytes(source: Uint8Array): Buffer {
  const copy = Buffer.allocUnsafeSlow(source.length);
  copy.set(source);
  return copy;
}

export function copyTypedArray(source: TypedArray): TypedArray {
  return typedArrayFrom(className(source) as TypedArrayName, bytesOf(source));
}

export function bytesOf({ buffer, byteOffset, byteLength }: TypedArray): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

/** @throws RangeError when the bytes make no whole number of elements */
export function typedArrayFrom(name: TypedArrayName, bytes: Uint8Array): TypedArray {
  return new TYPED_ARRAYS[name](new Uint8Array(bytes).buffer);
}

function ownName(prototype: unknown): string | undefined {
  if (typeof prototype !== 'object' || prototype === null) return undefined;
  const constructor: unknown = Object.getOwnPropertyDescriptor(prototype, 'constructor')?.value;
  return typeof constructor === 'function' && constructor.name !== ''
    ? constructor.name
    : undefined;
}
