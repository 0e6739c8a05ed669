import { createHash, randomBytes } from 'node:crypto';
import { crc32 } from 'node:zlib';

/** What every key begins with: people, proxies and scanners for leaked secrets know it by that. */
const PREFIX = 'strata_';
const SECRET_BYTES = 32;
const HINT_LENGTH = PREFIX.length + 4;

/** 256 random bits and their checksum, in base64url. */
const FORM = /^strata_([\w-]{43})([\w-]{6})$/;

/**
 * A new key: 256 random bits, with a checksum by which a mistyped or cut one is told from a real one without
 * asking anybody.
 */
export function newApiKey(): string {
  const secret = randomBytes(SECRET_BYTES).toString('base64url');
  return `${PREFIX}${secret}${checksum(secret)}`;
}

/** Whether `token` is meant to be a key, well formed or not. */
export function isApiKey(token: string): boolean {
  return token.startsWith(PREFIX);
}

/**
 * SHA-256 of a well-formed key, by which it is stored and found; undefined for anything else. Nobody can
 * try 2^256 keys, so a slow hash would only slow down the service. Nor is there a comparison whose time would
 * tell anything: the hash is looked up, and knowing how much of a hash is right does not help to find its key.
 */
export function hashOfApiKey(key: string): Buffer | undefined {
  const [, secret, given] = FORM.exec(key) ?? [];
  if (secret === undefined || given !== checksum(secret)) return undefined;
  return createHash('sha256').update(key).digest();
}

/** What may be shown of a key: 24 of its 256 bits. */
export function hintOf(key: string): string {
  return key.slice(0, HINT_LENGTH);
}

function checksum(secret: string): string {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(crc32(secret));
  return bytes.toString('base64url');
}
