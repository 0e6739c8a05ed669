import { detectAll } from 'tinyld';
import { round } from '../text/round';
import { STOP_WORD_LANGUAGES, stopWordsOf } from '../text/stop-words';
import type { Word } from '../text/words';
import { isTechnicalEnglish } from './technical-english';
import { languageOfScript } from './scripts';

/** A guess at a natural language. */
export interface LanguageGuess {
  /** ISO 639-1 tag, or `und` when the text says too little. */
  readonly tag: string;
  /** 0 to 1: the share of the evidence that speaks for this language. */
  readonly confidence: number;
  /** False for short and ambiguous texts: the tag is then only the likeliest. */
  readonly reliable: boolean;
  /** Other languages with evidence, likeliest first, at most three. */
  readonly alternatives: readonly string[];
}

const UNDETERMINED: LanguageGuess = {
  tag: 'und',
  confidence: 0,
  reliable: false,
  alternatives: [],
};

/** The detector's time grows with the text, its certainty hardly does after this many characters. */
const SAMPLE_CHARACTERS = 1_000;
const SAMPLE_WORDS = 200;
const MAX_WORD_CHARACTERS = 40;
const MIN_LETTERS = 4;
const RELIABLE_WORDS = 4;
const RELIABLE_CONFIDENCE = 0.5;
const MAX_ALTERNATIVES = 3;

/** What each kind of evidence weighs beside the statistical detector (weight 1). */
const STOP_WORD_WEIGHT = 2;
const TECHNICAL_WORD_WEIGHT = 1;

/**
 * The language of a text from its script, from tinyld's letter statistics, and from function words. In texts of a few
 * words the statistics alone take "login fails" for French; function words and technical English correct that.
 */
export function detectLanguage(words: readonly Word[]): LanguageGuess {
  const sample = sampleOf(words);
  const text = sample
    .map((word) => word.text)
    .join(' ')
    .slice(0, SAMPLE_CHARACTERS);
  const scriptLanguage = languageOfScript(text);
  if (scriptLanguage) {
    return { tag: scriptLanguage, confidence: 1, reliable: true, alternatives: [] };
  }
  if ((text.match(/\p{L}/gu)?.length ?? 0) < MIN_LETTERS) return UNDETERMINED;
  return guessFrom(evidence(text, sample), sample.length);
}

/** Words only, none of them long: a hash or a path tells nothing about a language and slows the detector. */
function sampleOf(words: readonly Word[]): Word[] {
  return words
    .slice(0, SAMPLE_WORDS)
    .filter(({ text }) => text.length <= MAX_WORD_CHARACTERS && !/[\d_.]/.test(text));
}

/** Every language with evidence and how much, each kind of evidence scaled to its share of the words. */
function evidence(text: string, words: readonly Word[]): Map<string, number> {
  const scores = new Map<string, number>();
  const add = (language: string, score: number): void => {
    if (score > 0) scores.set(language, (scores.get(language) ?? 0) + score);
  };
  for (const { lang, accuracy } of detectAll(text)) add(lang, accuracy);
  for (const language of STOP_WORD_LANGUAGES) {
    add(language, STOP_WORD_WEIGHT * shareOf(words, ({ key }) => stopWordsOf(language).has(key)));
  }
  add('en', TECHNICAL_WORD_WEIGHT * shareOf(words, ({ key }) => isTechnicalEnglish(key)));
  return scores;
}

function shareOf(words: readonly Word[], test: (word: Word) => boolean): number {
  return words.length === 0 ? 0 : words.filter(test).length / words.length;
}

function guessFrom(scores: Map<string, number>, wordCount: number): LanguageGuess {
  const ranked = [...scores].sort(([a, x], [b, y]) => y - x || a.localeCompare(b, 'en'));
  const total = ranked.reduce((sum, [, score]) => sum + score, 0);
  const [best, ...others] = ranked;
  if (!best) return UNDETERMINED;
  const confidence = round(best[1] / total, 3);
  return {
    tag: best[0],
    confidence,
    reliable: wordCount >= RELIABLE_WORDS && confidence >= RELIABLE_CONFIDENCE,
    alternatives: others.slice(0, MAX_ALTERNATIVES).map(([language]) => language),
  };
}
