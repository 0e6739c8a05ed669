import type { Word } from '../text/words';
import type { TermRule } from './rule';

/** Where a term was found. */
export interface TermMatch<Value> {
  readonly rule: TermRule<Value>;
  /** The words as they stand in the text, in lower case. */
  readonly matched: string;
}

interface CompiledTerm<Value> {
  readonly rule: TermRule<Value>;
  readonly words: readonly string[];
  /** The last word stands for all words that begin with it. */
  readonly open: boolean;
}

const NEGATIONS = new Set(
  "not no never isn't aren't wasn't doesn't don't didn't without nothing neither nor".split(' '),
);
const NEGATION_DISTANCE = 3;

/** Open single words are looked up by their first letters; none is shorter than this. */
const PREFIX_LETTERS = 3;

/**
 * Finds the terms of a set of rules in a sequence of words, in one pass: each word is looked up by itself and by its first
 * letters. A term that a negation precedes by at most three words of its phrase is not a match ("does not crash").
 */
export class TermMatcher<Value> {
  readonly #byFirstWord = new Map<string, CompiledTerm<Value>[]>();

  constructor(rules: readonly TermRule<Value>[]) {
    for (const rule of rules) {
      for (const term of rule.terms.split(',')) this.#add(rule, term.trim());
    }
  }

  /** The first match of every rule. */
  match(words: readonly Word[]): TermMatch<Value>[] {
    const found = new Map<string, TermMatch<Value>>();
    words.forEach(({ key }, index) => {
      for (const term of this.#termsBeginningWith(key)) {
        if (found.has(term.rule.rule) || !standsAt(words, index, term)) continue;
        if (!isNegated(words, index)) found.set(term.rule.rule, toMatch(words, index, term));
      }
    });
    return [...found.values()];
  }

  #add(rule: TermRule<Value>, term: string): void {
    const open = term.endsWith('*');
    const words = (open ? term.slice(0, -1) : term).split(' ');
    const [first = ''] = words;
    const key = open && words.length === 1 ? first.slice(0, PREFIX_LETTERS) : first;
    const bucket = this.#byFirstWord.get(key) ?? [];
    bucket.push({ rule, words, open });
    this.#byFirstWord.set(key, bucket);
  }

  #termsBeginningWith(word: string): CompiledTerm<Value>[] {
    const exact = this.#byFirstWord.get(word) ?? [];
    const prefix = word.slice(0, PREFIX_LETTERS);
    return prefix === word ? exact : [...exact, ...(this.#byFirstWord.get(prefix) ?? [])];
  }
}

function standsAt(
  words: readonly Word[],
  index: number,
  { words: expected, open }: CompiledTerm<unknown>,
): boolean {
  const last = expected.length - 1;
  return expected.every((word, offset) => {
    const actual = words[index + offset]?.key ?? '';
    return open && offset === last ? actual.startsWith(word) : actual === word;
  });
}

function isNegated(words: readonly Word[], index: number): boolean {
  for (let place = index; place > 0 && place > index - NEGATION_DISTANCE; place -= 1) {
    if (words[place]?.startsPhrase) return false;
    if (NEGATIONS.has(words[place - 1]?.key ?? '')) return true;
  }
  return false;
}

function toMatch<Value>(
  words: readonly Word[],
  index: number,
  { rule, words: expected }: CompiledTerm<Value>,
): TermMatch<Value> {
  const matched = words.slice(index, index + expected.length).map(({ key }) => key);
  return { rule, matched: matched.join(' ') };
}
