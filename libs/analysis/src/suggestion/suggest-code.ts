import type { CodeFacts, RiskSeverity } from '../code/code-facts';
import { DEFAULT_PRIORITY, PRIORITIES, type Priority } from './priority-rules';
import type { Finding } from './rule';
import { suggest } from './suggest';
import type { IssueSuggestions } from './suggest-issue';
import { DEFAULT_ISSUE_TYPE, ISSUE_TYPES, type IssueType } from './type-rules';

const SEVERITY_WEIGHT: Readonly<Record<RiskSeverity, number>> = { high: 3, medium: 2, low: 1 };
const SEVERITY_PRIORITY: Readonly<Record<RiskSeverity, Priority>> = {
  high: 'high',
  medium: 'medium',
  low: 'low',
};
const MARKER_WEIGHT = 1;
const BUG_MARKERS = new Set(['FIXME', 'BUG', 'HACK']);

/** What to do about a piece of code: risky patterns speak for a bug, open markers for a bug or a task. */
export function suggestForCode({ risks, markers }: CodeFacts): IssueSuggestions {
  const types: Finding<IssueType>[] = [];
  const priorities: Finding<Priority>[] = [];
  for (const { rule, severity, line } of risks) {
    const found = { rule, matched: `line ${line}`, foundIn: 'content' as const };
    types.push({ ...found, value: 'bug', weight: SEVERITY_WEIGHT[severity] });
    priorities.push({
      ...found,
      value: SEVERITY_PRIORITY[severity],
      weight: SEVERITY_WEIGHT[severity],
    });
  }
  for (const { marker, line } of markers) {
    const value = BUG_MARKERS.has(marker) ? 'bug' : 'task';
    const matched = `${marker} in line ${line}`;
    types.push({ rule: 'marker', matched, foundIn: 'content', value, weight: MARKER_WEIGHT });
  }
  return {
    issueType: suggest(oncePerRule(types), ISSUE_TYPES, DEFAULT_ISSUE_TYPE),
    priority: suggest(oncePerRule(priorities), PRIORITIES, DEFAULT_PRIORITY),
  };
}

/** Ten findings of one kind say no more about what to do than one. */
function oncePerRule<Value>(findings: readonly Finding<Value>[]): Finding<Value>[] {
  const first = new Map<string, Finding<Value>>();
  for (const finding of findings) {
    const key = `${finding.rule} ${String(finding.value)}`;
    if (!first.has(key)) first.set(key, finding);
  }
  return [...first.values()];
}
