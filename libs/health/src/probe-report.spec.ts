import type { HealthStatus } from './health-indicator';
import type { IndicatorReport } from './health-registry';
import { probeQuery } from './probe-query';
import { probeText, type ProbeReport } from './probe-report';

function report(name: string, status: HealthStatus, critical = true, error?: unknown) {
  const indicator = { name, critical, read: () => ({ status }) };
  return { indicator, state: { status }, ageMs: 1_250, error } satisfies IndicatorReport;
}

const REFUSED = Object.assign(new Error('connect ECONNREFUSED 10.1.2.3:5432'), {
  code: 'ECONNREFUSED',
});
const REPORTS = [
  report('database', 'down', true, REFUSED),
  report('redis', 'down', false, new TypeError('host cache.internal')),
  report('replicas', 'degraded', false),
  report('migrations', 'up'),
];

function textOf(given: Partial<ProbeReport> = {}, exclude?: unknown): string {
  const query = probeQuery('', exclude);
  const base = { probe: 'ready', passed: false, reports: REPORTS, query, detailed: false };
  return probeText({ ...base, ...given });
}

describe('the checks of a probe as text', () => {
  it('tell everybody what failed and what is degraded, and withhold the reason', () => {
    expect(textOf().split('\n')).toEqual([
      '[-]database failed: reason withheld',
      '[+]redis degraded',
      '[+]replicas degraded',
      '[+]migrations ok',
      'ready check failed',
      '',
    ]);
  });

  it('tell who may know it the kind of error and its age, never a message', () => {
    const text = textOf({ detailed: true });
    expect(text).toContain('[-]database failed: ECONNREFUSED, checked 1.3 s ago');
    expect(text).toContain('[+]redis degraded: TypeError, checked 1.3 s ago');
    expect(text).not.toMatch(/10\.1|internal/);
  });

  it('name what was excluded, and say that an unknown name was none', () => {
    const text = textOf({ passed: true }, ['database', 'nothing\r\nX-Forged: 1']);
    expect(text).toContain('[+]database excluded: ok');
    expect(text).toContain('warn: 1 excluded check(s) do not exist here');
    expect(text).toContain('ready check passed');
    expect(text).not.toContain('Forged');
  });
});
