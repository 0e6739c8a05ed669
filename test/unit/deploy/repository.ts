import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** Root of the checkout. */
export const ROOT = resolve(__dirname, '../../..');

/** The text of a file of the checkout. */
export function textOf(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8');
}
