/** Heap bytes of the parts of a value beside the slot in which it lies, as measured in V8 11 to 13. */
export const HEAP_BYTES = {
  slot: 8,
  object: 40,
  array: 48,
  number: 16,
  string: 20,
  bigint: 24,
  date: 104,
  map: 120,
  mapEntry: 48,
  set: 110,
  setEntry: 28,
  bytes: 200,
} as const;

/** The largest integer that V8 keeps in the slot itself. */
const MAX_SMALL_INTEGER = 2 ** 31 - 1;

export function numberBytes(value: number): number {
  return Number.isInteger(value) && Math.abs(value) <= MAX_SMALL_INTEGER ? 0 : HEAP_BYTES.number;
}

/** One byte a character when all are ASCII; two are counted otherwise, as V8 needs beyond Latin-1. */
export function stringBytes(text: string): number {
  const characterBytes = Buffer.byteLength(text) === text.length ? 1 : 2;
  return HEAP_BYTES.string + characterBytes * text.length;
}

export function bigintBytes(value: bigint): number {
  return HEAP_BYTES.bigint + value.toString(16).length / 2;
}
