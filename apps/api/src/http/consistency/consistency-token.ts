import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import { AppError } from '@strata/errors';

/** The header that carries the token, in answers and in requests. */
export const CONSISTENCY_HEADER = 'Consistency-Token';

/** What the holder of a token has seen, or written, and must see again. */
export interface ConsistencyToken {
  /** A position of the database; undefined: the newest state, because no position could be had. */
  readonly position?: string;
  /** How far invalidations were applied to the caches. */
  readonly cache?: { readonly epoch: string; readonly sequence: number };
}

const VERSION = '1';
const MAX_LENGTH = 512;
const SHAPE = /^(\d{1,3})\.([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]{22})$/;
const MAC_BYTES = 16;

/** What a token of another key or release stands for: nothing is known of what its holder has seen. */
const UNKNOWN: ConsistencyToken = Object.freeze({});

/**
 * Writes tokens that only holders of the secret can make, and reads them. One that is well formed but
 * signed with another secret, as after a change of secrets, or of another version, as during a
 * deployment, asks for the newest state: the answer is right, and no caller fails.
 */
export class ConsistencyTokens {
  readonly #key: Buffer;

  /** @param secret shared by all processes of the service. */
  constructor(secret: string) {
    this.#key = Buffer.from(hkdfSync('sha256', secret, '', 'strata consistency token', 32));
  }

  write({ position, cache }: ConsistencyToken): string {
    const fields = [position ?? null, ...(cache ? [cache.epoch, cache.sequence] : [])];
    const payload = Buffer.from(JSON.stringify(fields)).toString('base64url');
    return `${VERSION}.${payload}.${this.#mac(payload).toString('base64url')}`;
  }

  /** @throws AppError INVALID_CONSISTENCY_TOKEN when `text` is no token at all. */
  read(text: string): ConsistencyToken {
    const shape = text.length > MAX_LENGTH ? null : SHAPE.exec(text);
    const [, version, payload, mac] = shape ?? [];
    if (payload === undefined || mac === undefined) throw new AppError('INVALID_CONSISTENCY_TOKEN');
    if (version !== VERSION) return UNKNOWN;
    if (!timingSafeEqual(Buffer.from(mac, 'base64url'), this.#mac(payload))) return UNKNOWN;
    return parsed(payload);
  }

  #mac(payload: string): Buffer {
    const mac = createHmac('sha256', this.#key).update(`${VERSION}.${payload}`).digest();
    return mac.subarray(0, MAC_BYTES);
  }
}

/** The signature has shown that `write` made it. */
function parsed(payload: string): ConsistencyToken {
  const fields = JSON.parse(Buffer.from(payload, 'base64url').toString()) as [
    position: string | null,
    epoch?: string,
    sequence?: number,
  ];
  const [position, epoch, sequence] = fields;
  return {
    ...(position !== null && { position }),
    ...(epoch !== undefined && sequence !== undefined && { cache: { epoch, sequence } }),
  };
}
