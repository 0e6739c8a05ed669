import { invalid, valid, type Kind } from '../engine/kind';

const TRUE = ['true', '1', 'yes', 'on'];
const FALSE = ['false', '0', 'no', 'off'];

/** Yes or no, in the spellings of `.env` files and Python, in any case. */
export const boolean: Kind<boolean> = {
  allowed: 'true, false, 1, 0, yes, no, on or off',
  parse(text) {
    const word = text.toLowerCase();
    if (TRUE.includes(word)) return valid(true);
    return FALSE.includes(word) ? valid(false) : invalid();
  },
  canonical: String,
};
