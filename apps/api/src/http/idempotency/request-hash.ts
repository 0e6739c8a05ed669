import { createHash } from 'node:crypto';

/** SHA-256 (hex) of a request: equal however the properties of its body are ordered. */
export function requestHash(method: string, path: string, body: unknown): string {
  const text = JSON.stringify([method, path, body ?? null], (_name, value: unknown) =>
    ordered(value),
  );
  return createHash('sha256').update(text).digest('hex');
}

function ordered(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
