import type { Finding } from './rule';
import type { IssueType } from './type-rules';
import { TITLE_FACTOR } from './find-evidence';

interface Feature {
  readonly rule: string;
  readonly value: IssueType;
  readonly weight: number;
  readonly matched: string;
  readonly present: (text: string) => boolean;
}

/** What the shape of a text says about its type, beside its words. Every pattern is bounded and anchored to a line. */
const FEATURES: readonly Feature[] = [
  {
    rule: 'question-mark',
    value: 'question',
    weight: 2,
    matched: 'ends with a question mark',
    present: (text) => /[?？؟]["')\]]?\s{0,3}$/u.test(text.slice(-10)),
  },
  {
    rule: 'stack-trace',
    value: 'bug',
    weight: 3,
    matched: 'a stack trace',
    present: (text) =>
      /^[ \t]{1,12}at [^\n]{1,200}:\d{1,6}\)?/m.test(text) ||
      /^[ \t]{1,12}File "[^"\n]{1,200}", line \d{1,6}/m.test(text),
  },
  {
    rule: 'server-error-status',
    value: 'bug',
    weight: 1,
    matched: 'a 5xx status',
    present: (text) => /\b(?:HTTP|status|error|returns?|code)[ :=]{1,3}5\d\d\b/i.test(text),
  },
];

/** The features that title and content have. */
export function featuresOf(title: string, content: string): Finding<IssueType>[] {
  return FEATURES.flatMap((feature): Finding<IssueType>[] => {
    const { rule, value, weight, matched } = feature;
    if (feature.present(title)) {
      return [{ rule, value, matched, foundIn: 'title', weight: weight * TITLE_FACTOR }];
    }
    return feature.present(content) ? [{ rule, value, matched, foundIn: 'content', weight }] : [];
  });
}
