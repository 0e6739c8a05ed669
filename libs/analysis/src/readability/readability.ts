import { round } from '../text/round';
import type { Word } from '../text/words';
import { countSyllables } from './syllables';

/** How hard an English text is to read. */
export interface Readability {
  /**
   * Flesch reading ease: 206.835 − 1.015 · words/sentence − 84.6 · syllables/word. About 90 reads very easily, 30 is
   * very hard; it may leave 0 to 100. Source: R. Flesch, "A new readability yardstick", J. Applied Psychology 32 (1948).
   */
  readonly fleschReadingEase: number;
  /**
   * Flesch-Kincaid grade, US school years: 0.39 · words/sentence + 11.8 · syllables/word − 15.59. Source: Kincaid, Fishburne,
   * Rogers & Chissom, Research Branch Report 8-75, Naval Technical Training Command (1975).
   */
  readonly fleschKincaidGrade: number;
  readonly wordsPerSentence: number;
  readonly syllablesPerWord: number;
}

/** Below this many words a grade would be chance. */
const MIN_WORDS = 5;

/** The readability of English prose; null when there are too few words to judge. */
export function measureReadability(
  words: readonly Word[],
  sentenceCount: number,
): Readability | null {
  const prose = words.filter(({ key }) => /^[\p{L}'-]+$/u.test(key));
  if (prose.length < MIN_WORDS || sentenceCount === 0) return null;
  const syllables = prose.reduce((sum, { key }) => sum + countSyllables(key), 0);
  const wordsPerSentence = prose.length / sentenceCount;
  const syllablesPerWord = syllables / prose.length;
  return {
    fleschReadingEase: round(206.835 - 1.015 * wordsPerSentence - 84.6 * syllablesPerWord, 1),
    fleschKincaidGrade: round(0.39 * wordsPerSentence + 11.8 * syllablesPerWord - 15.59, 1),
    wordsPerSentence: round(wordsPerSentence, 2),
    syllablesPerWord: round(syllablesPerWord, 2),
  };
}
