import { brotliDecompressSync, gunzipSync } from 'node:zlib';

const DECODERS: Readonly<Record<string, (body: Buffer) => Buffer>> = {
  identity: (body) => body,
  br: (body) => brotliDecompressSync(body),
  gzip: (body) => gunzipSync(body),
};

/**
 * The text of a body that came in a content coding.
 * @throws Error when it is a coding that the service does not offer
 */
export function decoded(body: Buffer, coding = 'identity'): string {
  const decode = body.length === 0 ? DECODERS.identity : DECODERS[coding];
  if (decode === undefined) throw new Error(`A body in the coding ${coding}.`);
  return decode(body).toString();
}

/** A body without its chunks' lengths (RFC 9112, section 7.1). */
export function withoutChunks(body: Buffer): Buffer {
  const parts: Buffer[] = [];
  for (let at = 0; ;) {
    const start = body.indexOf('\r\n', at) + 2;
    const length = Number.parseInt(body.toString('latin1', at, start), 16);
    if (start < 2 || !(length > 0)) return Buffer.concat(parts);
    parts.push(body.subarray(start, start + length));
    at = start + length + 2;
  }
}
