import { invalid, valid, type Kind } from '../engine/kind';

/** A text that matches `pattern`; `allowed` says so in words. */
export function text(allowed: string, pattern: RegExp): Kind<string> {
  return {
    allowed,
    parse: (value) => (pattern.test(value) ? valid(value) : invalid()),
    canonical: String,
  };
}

/** The path of a file or folder; relative ones count from the working directory. */
export const path = text('a path', /^[^\0]{1,4096}$/);
