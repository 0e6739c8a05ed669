import { wordsOf } from '../text/words';
import type { TermRule } from './rule';
import { TermMatcher } from './term-matcher';

const RULES: readonly TermRule<string>[] = [
  { rule: 'crash', value: 'bug', weight: 1, terms: 'crash*, core dump' },
  { rule: 'unable', value: 'bug', weight: 1, terms: "cannot log in, doesn't work, not work*" },
];
const matcher = new TermMatcher(RULES);
const match = (text: string) =>
  matcher.match(wordsOf(text)).map(({ rule, matched }) => `${rule.rule}: ${matched}`);

describe('finding terms', () => {
  it.each([
    ['It crashes', ['crash: crashes']],
    ['A core dump was written', ['crash: core dump']],
    ['A core was dumped', []],
    ['I cannot log in', ['unable: cannot log in']],
    ['Users cannot log', []],
    ['It is not working', ['unable: not working']],
    ['It doesn’t work', ["unable: doesn't work"]],
    ['Never crashes', []],
    ['It does not ever crash', []],
    ['Not now: it crashes', ['crash: crashes']],
    ['cras', []],
    ['', []],
  ])('%j: %j', (text, found) => expect(match(text)).toEqual(found));
});
