import type { Word } from '../text/words';
import type { Finding, TermRule } from './rule';
import { TermMatcher } from './term-matcher';

/** Title and content of a text, apart, because the title counts more. */
export interface TitledWords {
  readonly title: readonly Word[];
  readonly content: readonly Word[];
}

export const TITLE_FACTOR = 1.5;

/** A finder of evidence by `rules`; each rule counts once, in the title where it stands in both. */
export function evidenceFinder<Value>(
  rules: readonly TermRule<Value>[],
): (words: TitledWords) => Finding<Value>[] {
  const matcher = new TermMatcher(rules);
  const find = (words: readonly Word[], foundIn: 'title' | 'content'): Finding<Value>[] =>
    matcher.match(words).map(({ rule, matched }) => ({
      rule: rule.rule,
      value: rule.value,
      matched,
      foundIn,
      weight: foundIn === 'title' ? rule.weight * TITLE_FACTOR : rule.weight,
    }));
  return ({ title, content }) => {
    const inTitle = find(title, 'title');
    const known = new Set(inTitle.map(({ rule }) => rule));
    return [...inTitle, ...find(content, 'content').filter(({ rule }) => !known.has(rule))];
  };
}
