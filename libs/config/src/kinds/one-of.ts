import { invalid, valid, type Kind } from '../engine/kind';

/** One of a few words, in any case. `synonyms` are other spellings of them, in lower case. */
export function oneOf<const T extends string>(
  words: readonly T[],
  synonyms: Readonly<Record<string, NoInfer<T>>> = {},
): Kind<T> {
  return {
    allowed: words.join(', '),
    parse(text) {
      const word = text.toLowerCase();
      const match = words.find((candidate) => candidate === word);
      const value = match ?? (Object.hasOwn(synonyms, word) ? synonyms[word] : undefined);
      return value === undefined ? invalid() : valid(value);
    },
    canonical: String,
  };
}
