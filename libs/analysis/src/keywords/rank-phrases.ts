import { round } from '../text/round';
import type { Term } from './term';

/** A phrase of several words. */
export interface Phrase {
  readonly text: string;
  /** Sum of its words' scores (see {@link rankPhrases}), rounded. */
  readonly score: number;
  /** How often it occurs. */
  readonly count: number;
}

const MIN_WORDS = 2;
/** Longer runs are lists or noise, and RAKE's scores favour length. */
const MAX_WORDS = 4;

/**
 * RAKE (Rose, Engel, Cramer & Cowley 2010): a word's score is degree / frequency, where its degree is the summed length of
 * the runs it stands in; a phrase scores the sum of its words. Repeated phrases come first among equals, then earlier ones.
 */
export function rankPhrases(runs: readonly (readonly Term[])[]): Phrase[] {
  const candidates = runs.filter(({ length }) => length >= MIN_WORDS && length <= MAX_WORDS);
  const scores = wordScores(runs.filter(({ length }) => length <= MAX_WORDS));
  const phrases = new Map<string, Phrase>();
  for (const run of candidates) {
    const key = run.map((term) => term.key).join(' ');
    const known = phrases.get(key);
    phrases.set(key, known ? { ...known, count: known.count + 1 } : toPhrase(run, scores));
  }
  return [...phrases.values()].sort((a, b) => b.score - a.score || b.count - a.count);
}

function wordScores(runs: readonly (readonly Term[])[]): Map<string, number> {
  const frequency = new Map<string, number>();
  const degree = new Map<string, number>();
  for (const run of runs) {
    for (const { key } of run) {
      frequency.set(key, (frequency.get(key) ?? 0) + 1);
      degree.set(key, (degree.get(key) ?? 0) + run.length);
    }
  }
  return new Map([...frequency].map(([key, count]) => [key, (degree.get(key) ?? 0) / count]));
}

function toPhrase(run: readonly Term[], scores: ReadonlyMap<string, number>): Phrase {
  const score = run.reduce((sum, { key }) => sum + (scores.get(key) ?? 0), 0);
  return { text: run.map(({ shown }) => shown).join(' '), score: round(score, 2), count: 1 };
}
