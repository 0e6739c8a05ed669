import type { Word } from '../text/words';
import { extendHash, finishHash, HASH_START } from './hash32';

const MIN_GRAM = 3;
const MAX_GRAM = 5;
/** Characters of a word that give features; what follows is noise. */
const MAX_WORD_CHARACTERS = 40;

/** Begins the hash of a feature, so that the word "cat" and the character gram "cat" differ. */
const WORD_GRAM = extendHash(HASH_START, 'w ');
const CHARACTER_GRAM = extendHash(HASH_START, 'c ');

/**
 * How often each lexical feature occurs, by its hash: word 1-2-grams, and character 3-5-grams of each word with its
 * borders. The borders make words of one or two characters, usual in Chinese, give features too.
 */
export function countFeatures(words: readonly Word[]): Map<number, number> {
  const counts = new Map<number, number>();
  const add = (hash: number): void => {
    const feature = finishHash(hash);
    counts.set(feature, (counts.get(feature) ?? 0) + 1);
  };
  let previous: number | undefined;
  for (const { key } of words) {
    if (previous !== undefined) add(extendHash(extendHash(previous, ' '), key));
    previous = extendHash(WORD_GRAM, key);
    add(previous);
    addCharacterGrams(` ${key.slice(0, MAX_WORD_CHARACTERS)} `, add);
  }
  return counts;
}

/** A gram's hash extends that of the one a character shorter: no substring is made. */
function addCharacterGrams(characters: string, add: (hash: number) => void): void {
  for (let start = 0; start + MIN_GRAM <= characters.length; start += 1) {
    const end = Math.min(start + MAX_GRAM, characters.length);
    let hash = CHARACTER_GRAM;
    for (let index = start; index < end; index += 1) {
      hash = extendHash(hash, characters, index, index + 1);
      if (index - start + 1 >= MIN_GRAM) add(hash);
    }
  }
}
