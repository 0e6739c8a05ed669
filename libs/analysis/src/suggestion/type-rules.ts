import type { TermRule } from './rule';

export const ISSUE_TYPES = [
  'bug',
  'feature',
  'task',
  'question',
  'documentation',
  'incident',
] as const;
export type IssueType = (typeof ISSUE_TYPES)[number];

/** Said when nothing speaks for any type. */
export const DEFAULT_ISSUE_TYPE: IssueType = 'task';

/** What speaks for a type. Weights: 3 says it outright, 2 is typical, 1 a hint. */
export const TYPE_RULES: readonly TermRule<IssueType>[] = [
  {
    rule: 'bug-named',
    value: 'bug',
    weight: 3,
    terms: 'bug, bugs, defect*, regression*, bugfix, fehler, chyba, erreur',
  },
  {
    rule: 'bug-crash',
    value: 'bug',
    weight: 3,
    terms:
      'crash*, segfault*, segmentation fault, core dump*, panic*, freez*, frozen, hangs, hanging, stürzt, absturz, plante, spadne, padá',
  },
  {
    rule: 'bug-exception',
    value: 'bug',
    weight: 3,
    terms:
      'exception*, nullpointerexception, null pointer, undefined is not, cannot read propert*, stack trace, stacktrace, traceback, typeerror, unhandled rejection*, deadlock*, memory leak*, leaks memory, race condition*',
  },
  {
    rule: 'bug-failure',
    value: 'bug',
    weight: 2,
    terms:
      'fail, fails, failed, failing, failure*, broken, breaks, error, errors, wrong, incorrect*, invalid, corrupt*, missing, duplicated, flaky, stuck, nefunguje, funktioniert nicht, ne fonctionne pas, no funciona, falla',
  },
  {
    rule: 'bug-unable',
    value: 'bug',
    weight: 2,
    terms:
      "not work*, doesn't work, don't work, not working, no longer works, stopped working, unable to, cannot, can't, returns 500, returns 404, lost, loses, disappear*, unexpected*, instead of",
  },
  {
    rule: 'bug-report',
    value: 'bug',
    weight: 2,
    terms:
      'steps to reproduce, reproduc*, expected behavio*, actual behavio*, expected result*, actual result*',
  },
  {
    rule: 'bug-performance',
    value: 'bug',
    weight: 1,
    terms: 'slow, slowly, timeout*, times out, timed out, latency, lag, leak*',
  },
  {
    rule: 'feature-asked',
    value: 'feature',
    weight: 3,
    terms:
      "feature*, enhancement*, as a user, as an admin, i would like, i'd like, we would like, we'd like, would be nice, would be great, would be useful, would be helpful, user story, funktion wünsch*, nová funkce",
  },
  {
    rule: 'feature-support',
    value: 'feature',
    weight: 2,
    terms:
      'add support, support for, add option, add an option, add a way, allow*, ability to, enable users, introduce*, suggestion*, propos*, hinzufügen, ajouter, añadir, přidat',
  },
  {
    rule: 'feature-add',
    value: 'feature',
    weight: 1,
    terms: 'add, adding, new, implement*, provide*, improve*, could we, should be able',
  },
  {
    rule: 'task-maintenance',
    value: 'task',
    weight: 3,
    terms:
      'refactor*, upgrade*, migrate*, migration*, clean up, cleanup, rename*, bump*, chore, deprecat*, rotate*, housekeeping, tidy',
  },
  {
    rule: 'task-work',
    value: 'task',
    weight: 2,
    terms:
      'update*, set up, setup, configure*, remove*, move*, prepare*, review*, schedule*, replace*, write tests, unit tests, ci pipeline, dependency, dependencies',
  },
  {
    rule: 'question-asked',
    value: 'question',
    weight: 3,
    terms:
      'how do, how can, how to, how does, how should, is it possible, is there a way, what is the, what does, which version, why does, why is, can someone, could someone, does anyone, any idea*, question*, wondering, wie kann, comment faire, cómo puedo, jak mohu',
  },
  {
    rule: 'question-help',
    value: 'question',
    weight: 1,
    terms: 'clarif*, explain*, understand*, confus*, unsure, not sure',
  },
  {
    rule: 'documentation-named',
    value: 'documentation',
    weight: 3,
    terms:
      'documentation*, docs, readme*, javadoc, docstring*, changelog, tutorial*, wiki, dokumentation, dokumentace, documentación',
  },
  {
    rule: 'documentation-text',
    value: 'documentation',
    weight: 2,
    terms:
      'typo, typos, spelling, wording, broken link, dead link, code example*, undocumented, guide',
  },
  {
    rule: 'incident-outage',
    value: 'incident',
    weight: 4,
    terms:
      'outage*, production is down, production down, prod is down, site is down, service is down, is down for, are down for, down in production, incident*, sev1, sev-1, sev 1, p0, service unavailable, completely down, ausfall, výpadek',
  },
  {
    rule: 'incident-customers',
    value: 'incident',
    weight: 2,
    terms:
      'all users, all customers, every customer, every user, customers affected, on-call, pagerduty, paged, post-mortem, postmortem, rollback immediately',
  },
  {
    rule: 'incident-security',
    value: 'incident',
    weight: 3,
    terms:
      'data breach, breach*, intrusion, ransomware, compromised, leaked credentials, credentials leaked',
  },
];
