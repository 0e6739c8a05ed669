import { invalid, valid, type Kind } from '../engine/kind';
import { Secret } from '../secret';

/** A shared key of at least `minBytes` bytes of UTF-8. */
export function secretKey(minBytes: number): Kind<Secret> {
  return {
    allowed: `at least ${String(minBytes)} bytes`,
    parse(text) {
      const length = Buffer.byteLength(text);
      return length >= minBytes
        ? valid(new Secret(text))
        : invalid(`it is ${String(length)} bytes long`);
    },
    canonical: (secret) => secret.reveal(),
  };
}
