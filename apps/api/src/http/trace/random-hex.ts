import { randomFillSync } from 'node:crypto';

/** Random bytes are drawn ahead: a call for a few of them costs several times as much as a few. */
const pool = Buffer.alloc(4_096);
let used = pool.length;

/** So many random bytes, at most 4,096, as lower-case hexadecimal digits. */
export function randomHex(bytes: number): string {
  if (used + bytes > pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  const from = used;
  used += bytes;
  return pool.toString('hex', from, used);
}
