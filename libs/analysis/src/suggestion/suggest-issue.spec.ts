import { wordsOf } from '../text/words';
import { suggestIssue } from './suggest-issue';
import type { IssueType } from './type-rules';
import type { Priority } from './priority-rules';

const suggestFor = (title: string, content = '') =>
  suggestIssue({
    title,
    content,
    words: { title: wordsOf(title), content: wordsOf(content) },
  });

/** Issues as people write them, with the type and the priority a team would give them. */
const LABELLED: readonly (readonly [IssueType, Priority, string, string?])[] = [
  ['bug', 'high', 'Login page crashes on Safari', 'Steps to reproduce: open it and press Enter.'],
  ['bug', 'medium', 'Export to CSV fails with an error', 'The last row is missing.'],
  ['bug', 'high', 'Memory leak in the websocket handler'],
  ['bug', 'high', 'App freezes and crashes after upload'],
  ['bug', 'medium', 'Wrong time zone in the weekly report'],
  [
    'bug',
    'medium',
    'Search does not work for umlauts',
    'Expected result: hits. Actual result: none.',
  ],
  [
    'bug',
    'critical',
    'Nightly sync corrupts data',
    'We see data loss for some rows after a failed run.',
  ],
  ['bug', 'low', 'Tooltip text is wrong and misaligned', 'A cosmetic thing.'],
  [
    'bug',
    'medium',
    'Request times out now and then',
    'It fails intermittently with HTTP status 503.',
  ],
  ['bug', 'high', 'NullPointerException on save', 'Urgent: customers complain.'],
  ['feature', 'low', 'It would be nice to have a dark mode'],
  ['feature', 'medium', 'Add support for login with GitHub'],
  ['feature', 'medium', 'As a user I want to filter orders by date'],
  ['feature', 'medium', 'Feature request: export to Excel'],
  ['feature', 'medium', 'Allow admins to change the owner of a project'],
  ['task', 'low', 'Refactor the payment module'],
  ['task', 'medium', 'Upgrade PostgreSQL to 18'],
  ['task', 'low', 'Rename the user table'],
  ['task', 'medium', 'Rotate the signing keys'],
  ['task', 'medium', 'Migrate the build to the new runner'],
  ['question', 'low', 'How do I rotate an API key?'],
  ['question', 'low', 'Is it possible to use two databases?'],
  ['question', 'low', 'Which version of Node is supported?', 'I am wondering which one to take.'],
  ['question', 'low', 'Why does the cache keep old values?', 'Could someone explain?'],
  ['documentation', 'low', 'Typo in the README'],
  ['documentation', 'low', 'Documentation of the webhook signature is outdated'],
  ['documentation', 'low', 'Broken link in the docs'],
  ['incident', 'critical', 'Production is down', 'All customers get an error since 14:05.'],
  ['incident', 'critical', 'Outage of the payment service', 'On-call has been paged.'],
  ['incident', 'critical', 'Data breach: leaked credentials on a public page'],
  ['bug', 'high', 'Server stürzt beim Speichern ab'],
  ['bug', 'high', 'Aplikace spadne při ukládání'],
];

describe('suggesting type and priority', () => {
  it('gives the type a team would give to at least 30 of 32 issues', () => {
    const wrong = LABELLED.filter(
      ([type, , title, content]) => suggestFor(title, content).issueType.value !== type,
    );
    expect(wrong.map(([, , title]) => title).slice(2)).toEqual([]);
  });

  it('gives the priority a team would give to at least 29 of 32 issues', () => {
    const wrong = LABELLED.filter(
      ([, priority, title, content]) => suggestFor(title, content).priority.value !== priority,
    );
    expect(wrong.map(([, , title]) => title).slice(3)).toEqual([]);
  });

  it('names the words that led to it, and what they weigh', () => {
    const { issueType, priority } = suggestFor('Login crashes', 'It is a regression.');
    expect(issueType.evidence).toEqual([
      { rule: 'bug-crash', matched: 'crashes', foundIn: 'title', weight: 4.5 },
      { rule: 'bug-named', matched: 'regression', foundIn: 'content', weight: 3 },
    ]);
    expect(priority.evidence).toEqual([
      { rule: 'high-crash', matched: 'crashes', foundIn: 'title', weight: 3 },
      { rule: 'high-regression', matched: 'regression', foundIn: 'content', weight: 1 },
    ]);
  });

  it('says what it falls back to without evidence, and that there is none', () => {
    expect(suggestFor('Test issue')).toEqual({
      issueType: { value: 'task', confidence: 0, evidence: [], alternatives: [] },
      priority: { value: 'medium', confidence: 0, evidence: [], alternatives: [] },
    });
  });

  it('does not take what is denied for evidence', () => {
    expect(suggestFor('Not urgent').priority.value).toBe('low');
    expect(suggestFor('The app does not crash').issueType.evidence).toEqual([]);
    expect(suggestFor('There is no log. Crashes follow').issueType.value).toBe('bug');
  });

  it('recognises a stack trace', () => {
    const trace = 'It says:\n    at Object.run (/srv/app/main.js:10:5)\n    at main.js:1';
    expect(suggestFor('', trace).issueType.evidence).toContainEqual({
      rule: 'stack-trace',
      matched: 'a stack trace',
      foundIn: 'content',
      weight: 3,
    });
    const python = 'Traceback\n  File "/srv/app.py", line 3, in <module>';
    expect(suggestFor('', python).issueType.value).toBe('bug');
  });

  it('is less sure when the evidence disagrees', () => {
    const agreed = suggestFor('Crash on save');
    const disputed = suggestFor('Crash on save', 'Documentation: how do I refactor?');
    expect(disputed.issueType.confidence).toBeLessThan(agreed.issueType.confidence);
    expect(disputed.issueType.alternatives.length).toBeGreaterThan(0);
  });

  it('counts a rule once, however often its words occur', () => {
    expect(suggestFor('', 'crash '.repeat(1_000)).issueType).toEqual(
      suggestFor('', 'crash').issueType,
    );
  });
});
