import { createHash } from 'node:crypto';

/** Stands for a caller wherever it is stored: SHA-256 in base64url. */
export function callerHash(caller: string): string {
  return createHash('sha256').update(caller).digest('base64url');
}
