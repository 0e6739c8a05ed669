import { singular } from '../text/singular';
import { stopWordsOf } from '../text/stop-words';
import type { Word } from '../text/words';
import type { KeywordOptions } from './keywords';
import type { Term } from './term';

/** A longer "word" is a hash, a token or noise. */
const MAX_WORD_CHARACTERS = 40;
const MIN_LATIN_CHARACTERS = 2;
/** Endings and particles of Japanese; its content words have Kanji or Katakana. */
const ONLY_HIRAGANA = /^\p{Script=Hiragana}+$/u;

/** The runs of content words between stop words and punctuation: the candidates of RAKE. */
export function contentRuns(words: readonly Word[], options: KeywordOptions): Term[][] {
  const stopWords = stopWordsOf(options.language);
  const english = options.language === 'en';
  const runs: Term[][] = [];
  let run: Term[] = [];
  const close = (): void => {
    if (run.length > 0) runs.push(run);
    run = [];
  };
  words.forEach((word, place) => {
    const content = isContent(word.key, stopWords, options.ignored);
    if (word.startsPhrase || !content) close();
    if (content) run.push(toTerm(word.key, place, english));
  });
  close();
  return runs;
}

function isContent(
  key: string,
  stopWords: ReadonlySet<string>,
  ignored: ReadonlySet<string> | undefined,
): boolean {
  if (key.length > MAX_WORD_CHARACTERS || stopWords.has(key) || ignored?.has(key)) return false;
  if (!/\p{L}/u.test(key) || ONLY_HIRAGANA.test(key)) return false;
  return key.length >= MIN_LATIN_CHARACTERS || !/^[\p{Script=Latin}]/u.test(key);
}

function toTerm(shown: string, place: number, english: boolean): Term {
  const base = english ? singular(shown.replace(/'s$/, '')) : shown;
  return { key: base, shown, place };
}
