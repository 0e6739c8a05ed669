/** The offset basis of 32-bit FNV-1a. */
export const HASH_START = 0x811c9dc5;
const FNV_PRIME = 0x01000193;

/** FNV-1a over the UTF-16 units of `text` from `start` to `end`, continued from `hash`. */
export function extendHash(hash: number, text: string, start = 0, end = text.length): number {
  let extended = hash;
  for (let index = start; index < end; index += 1) {
    extended = Math.imul(extended ^ text.charCodeAt(index), FNV_PRIME);
  }
  return extended;
}

/** MurmurHash3's final mixer: every bit comes to depend on every unit, which FNV's low bits do not. Unsigned 32 bits. */
export function finishHash(hash: number): number {
  let mixed = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}
