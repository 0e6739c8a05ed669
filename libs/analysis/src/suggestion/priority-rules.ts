import type { TermRule } from './rule';

export const PRIORITIES = ['critical', 'high', 'medium', 'low'] as const;
export type Priority = (typeof PRIORITIES)[number];

/** Said when nothing speaks for any other. */
export const DEFAULT_PRIORITY: Priority = 'medium';

/** What speaks for a priority. Weights: 4 decides alone, 2 is typical, 1 a hint. */
export const PRIORITY_RULES: readonly TermRule<Priority>[] = [
  {
    rule: 'critical-outage',
    value: 'critical',
    weight: 4,
    terms:
      'outage*, production is down, production down, prod is down, site is down, service is down, down in production, completely down, sev1, sev-1, sev 1, p0, service unavailable, výpadek, ausfall',
  },
  {
    rule: 'critical-data',
    value: 'critical',
    weight: 4,
    terms:
      'data loss, loses data, losing data, lost data, data corruption, corrupts data, corrupted data, deleted all, wrong amount*, charged twice, double charg*, datenverlust, ztráta dat',
  },
  {
    rule: 'critical-security',
    value: 'critical',
    weight: 4,
    terms:
      'data breach, breach*, remote code execution, rce, sql injection, privilege escalation, authentication bypass, leaked credentials, credentials leaked, zero-day, compromised',
  },
  {
    rule: 'critical-named',
    value: 'critical',
    weight: 3,
    terms:
      'blocker*, showstopper*, show stopper*, emergency, critical bug, critical issue, priority critical, immediately',
  },
  {
    rule: 'critical-everybody',
    value: 'critical',
    weight: 2,
    terms:
      'all users, all customers, every customer, every user, nobody can, no one can, entire site, whole site',
  },
  {
    rule: 'high-named',
    value: 'high',
    weight: 3,
    terms: 'urgent*, asap, as soon as possible, high priority, severe, serious, dringend, naléhavé',
  },
  {
    rule: 'high-security',
    value: 'high',
    weight: 3,
    terms: 'vulnerabilit*, security, xss, csrf, exploit*, injection, exposed',
  },
  {
    rule: 'high-crash',
    value: 'high',
    weight: 2,
    terms:
      'crash*, segfault*, panic*, deadlock*, memory leak*, out of memory, oom, corrupt*, stürzt, absturz, spadne',
  },
  {
    rule: 'high-blocked',
    value: 'high',
    weight: 2,
    terms:
      'blocked, blocks, blocking, cannot log in, cannot login, unable to log in, cannot pay, payment fails, checkout fails, no workaround, in production, customers complain*',
  },
  {
    rule: 'high-regression',
    value: 'high',
    weight: 1,
    terms:
      'regression*, broke after, since the last release, after the last deploy, after the upgrade',
  },
  {
    rule: 'medium-failure',
    value: 'medium',
    weight: 1,
    terms:
      'fails, failed, failing, error, errors, wrong, incorrect*, slow, timeout*, exception*, intermittent*, sometimes',
  },
  { rule: 'medium-workaround', value: 'medium', weight: 2, terms: 'workaround*, medium priority' },
  {
    rule: 'low-named',
    value: 'low',
    weight: 3,
    terms:
      'low priority, minor, trivial, nice to have, nice-to-have, not urgent, when you have time, no rush, would be nice, someday, low-priority',
  },
  {
    rule: 'low-cosmetic',
    value: 'low',
    weight: 3,
    terms:
      'typo, typos, spelling, cosmetic*, misaligned, alignment, wording, tooltip*, padding, font, favicon, colour, color',
  },
  {
    rule: 'low-upkeep',
    value: 'low',
    weight: 1,
    terms:
      'refactor*, rename*, clean up, cleanup, readme*, docs, documentation*, changelog, tidy, question*, wondering, how do, how can, how to',
  },
];
