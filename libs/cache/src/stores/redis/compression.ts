import { constants, gunzip, gzip } from 'node:zlib';
import { promisify } from 'node:util';

/**
 * Bytes of stored JSON from which it is compressed. Calculated: reading takes 2.1 µs per KB and about 25 µs
 * for the way to the thread pool and back; four fifths of the bytes saved are 6.5 µs per KB on a link of
 * 1 Gbit/s. They meet near 8 KB; below twice that the gain is not worth its risk.
 */
const COMPRESS_FROM_BYTES = 16 * 1024;

/**
 * Measured at 10 KB, 64 KB and 1 MB: level 1 leaves 20 % of the bytes in a third of the time of level 6
 * (17 %); brotli 1 to 3 writes alike and reads up to half as fast again.
 */
const LEVEL = constants.Z_BEST_SPEED;

const gzipped = promisify(gzip);
const gunzipped = promisify(gunzip);

/** The bytes to store: compressed off the event loop where that pays, else the text itself. */
export async function compressed(text: string): Promise<string | Buffer> {
  // A character takes one byte at least; longer texts are judged a little early, never late.
  return text.length < COMPRESS_FROM_BYTES ? text : gzipped(text, { level: LEVEL });
}

/** The first bytes of a gzip; no JSON text begins like that. */
export function isCompressed(bytes: Buffer): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/** The reverse of {@link compressed}. Rejects what is damaged or would grow beyond `maxBytes`. */
export async function decompressed(bytes: Buffer, maxBytes: number): Promise<string> {
  const text = await gunzipped(bytes, { maxOutputLength: maxBytes });
  return text.toString();
}
