import { round } from '../text/round';
import type { Word } from '../text/words';
import { contentRuns } from './content-runs';
import { rankPhrases, type Phrase } from './rank-phrases';
import type { Term } from './term';

/** What a text is about. */
export interface Keywords {
  /** Single words in lower case, English ones in the singular, most telling first, at most {@link MAX_KEYWORDS}. */
  readonly keywords: readonly string[];
  /** Phrases of two to four words, best first, at most {@link MAX_PHRASES}. */
  readonly phrases: readonly Phrase[];
}

export const MAX_KEYWORDS = 12;
export const MAX_PHRASES = 8;

/** How far into the text a word's first place still counts: half the bonus is gone after this many words. */
const POSITION_HALF_LIFE_WORDS = 30;

/** What to know of the words beside the words themselves. */
export interface KeywordOptions {
  /** ISO 639-1 tag; decides the stop words and whether words are put in the singular. */
  readonly language: string;
  /** Words that say nothing in this kind of text, beside the language's stop words. */
  readonly ignored?: ReadonlySet<string>;
}

/**
 * Keywords by frequency and position: score = log2(1 + occurrences) · (1 + 2^(−first place / 30 words)). What is
 * written early (the title is part of `words`) weighs up to double, as in YAKE (Campos et al. 2020). Phrases by RAKE.
 */
export function findKeywords(words: readonly Word[], options: KeywordOptions): Keywords {
  const runs = contentRuns(words, options);
  return {
    keywords: rankWords(runs.flat()).slice(0, MAX_KEYWORDS),
    phrases: rankPhrases(runs).slice(0, MAX_PHRASES),
  };
}

interface Occurrences {
  count: number;
  readonly firstPlace: number;
}

function rankWords(terms: readonly Term[]): string[] {
  const found = new Map<string, Occurrences>();
  for (const term of terms) {
    const known = found.get(term.key);
    if (known) known.count += 1;
    else found.set(term.key, { count: 1, firstPlace: term.place });
  }
  return [...found]
    .map(([key, occurrences]) => ({
      key,
      place: occurrences.firstPlace,
      score: score(occurrences),
    }))
    .sort((a, b) => b.score - a.score || a.place - b.place)
    .map(({ key }) => key);
}

function score({ count, firstPlace }: Occurrences): number {
  return round(Math.log2(1 + count) * (1 + 2 ** (-firstPlace / POSITION_HALF_LIFE_WORDS)), 6);
}
