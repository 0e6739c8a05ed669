import { evidenceFinder, type TitledWords } from './find-evidence';
import { DEFAULT_PRIORITY, PRIORITIES, PRIORITY_RULES, type Priority } from './priority-rules';
import type { Finding } from './rule';
import { suggest, type Suggestion } from './suggest';
import { featuresOf } from './text-features';
import { DEFAULT_ISSUE_TYPE, ISSUE_TYPES, TYPE_RULES, type IssueType } from './type-rules';

/** Type and priority of an issue, each with its evidence. */
export interface IssueSuggestions {
  readonly issueType: Suggestion<IssueType>;
  readonly priority: Suggestion<Priority>;
}

/** A text as far as the suggestions need it. */
export interface SuggestionInput {
  readonly title: string;
  readonly content: string;
  readonly words: TitledWords;
}

const findTypes = evidenceFinder(TYPE_RULES);
const findPriorities = evidenceFinder(PRIORITY_RULES);

/** Suggests type and priority from the words of a text. The rules are English, with a few words of German, French, Spanish and Czech. */
export function suggestIssue({ title, content, words }: SuggestionInput): IssueSuggestions {
  const types = [...findTypes(words), ...featuresOf(title, content)];
  const issueType = suggest(types, ISSUE_TYPES, DEFAULT_ISSUE_TYPE);
  const priorities = [...findPriorities(words), ...priorityOfType(issueType)];
  return { issueType, priority: suggest(priorities, PRIORITIES, DEFAULT_PRIORITY) };
}

/** An incident is urgent by itself; a question or a documentation request rarely is. */
function priorityOfType({ value, evidence }: Suggestion<IssueType>): Finding<Priority>[] {
  const foundIn = evidence[0]?.foundIn;
  if (!foundIn) return [];
  const finding = { rule: 'type', matched: `suggested type: ${value}`, foundIn, weight: 1 };
  if (value === 'incident') return [{ ...finding, value: 'critical' }];
  return value === 'question' || value === 'documentation' ? [{ ...finding, value: 'low' }] : [];
}
