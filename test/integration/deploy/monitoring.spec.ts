import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { bearer, startTestApp, type TestApp } from '../../support/app';
import { eventually } from '../../support/eventually';
import { findProgram } from '../../support/programs/find-program';
import { DEPLOY, metricsOf, panels, PROMTOOL, rules, selectorsOf } from './monitoring';

const execute = promisify(execFile);

/** Given by Prometheus itself, on every series. */
const SCRAPE_METRICS = ['up'];
const SCRAPE_LABELS = ['job', 'instance'];

const alerts = rules().flatMap(({ alert }) => alert ?? []);
const recorded = rules().flatMap(({ record }) => record ?? []);
const expressions = [
  ...rules().map(({ expr }) => expr),
  ...panels().flatMap(({ targets = [] }) => targets.map(({ expr }) => expr)),
];

describe('what dashboard and alerts name', () => {
  let test: TestApp;
  let exposed: string;

  beforeAll(async () => {
    test = await startTestApp();
    const headers = await bearer('alice', 'admin');
    await test.app.inject({ url: '/api/users', headers });
    await test.app.inject({ url: '/api/projects', headers });
    await eventually(async () => {
      exposed = (await test.app.inject({ url: '/metrics', headers })).body;
      expect(exposed).toMatch(/^db_replica_lag_seconds\{/m);
      expect(exposed).toMatch(/^http_server_request_duration_seconds_count\{/m);
    });
  });

  afterAll(() => test.close());

  const exposedNames = () => [...new Set(exposed.match(/^[a-z_:]+(?=[ {])/gim))];

  it.each([...new Set(expressions.flatMap(metricsOf))])('is exposed: %s', (metric) => {
    if (SCRAPE_METRICS.includes(metric) || recorded.includes(metric)) return;
    expect(exposedNames()).toContain(metric);
  });

  it('selects by labels that the metric has', () => {
    const unknown = expressions.flatMap(selectorsOf).flatMap(({ metric, labels }) => {
      const line = new RegExp(`^${metric}\\{(.*)\\} `, 'm').exec(exposed)?.[1] ?? '';
      return labels
        .filter((label) => !SCRAPE_LABELS.includes(label) && !line.includes(`${label}="`))
        .map((label) => `${metric} has no ${label}`);
    });
    expect(unknown).toEqual([]);
  });
});

describe('alerts', () => {
  const operations = readFileSync(join(DEPLOY, '../docs/operations.md'), 'utf8');

  it.each(alerts)('%s has an entry in the runbook', (alert) => {
    expect(operations).toMatch(new RegExp(`^### ${alert}$`, 'm'));
  });

  it('are the only entries of the runbook', () => {
    const entries = [...operations.matchAll(/^### (Strata\w+)$/gm)].map(([, name]) => name);
    expect(entries.sort()).toEqual([...alerts].sort());
  });

  it('point to their entry', () => {
    for (const { alert, annotations } of rules().filter((rule) => rule.alert !== undefined)) {
      expect(annotations?.runbook).toBe(`docs/operations.md#${String(alert).toLowerCase()}`);
    }
  });

  it('are rules that Prometheus accepts, and fire when they should and not otherwise', async () => {
    const { command, env } = await findProgram(PROMTOOL);
    const run = (...args: string[]) => execute(command, args, { env, cwd: DEPLOY });
    expect((await run('check', 'rules', 'prometheus/rules.yml')).stdout).toContain('SUCCESS');
    expect((await run('test', 'rules', 'prometheus/rules.test.yml')).stdout).toContain('SUCCESS');
  });

  it.each(alerts)('%s fires in a test', (alert) => {
    const tests = readFileSync(join(DEPLOY, 'prometheus/rules.test.yml'), 'utf8');
    expect(tests).toMatch(
      new RegExp(`alertname: ${alert}\\n\\s+exp_alerts:\\n\\s+- exp_labels`, 'm'),
    );
  });
});

describe('the dashboard', () => {
  it('has no panel on top of another', () => {
    const all = panels().map(({ gridPos }) => gridPos);
    const overlapping = all.filter((one, index) =>
      all.slice(index + 1).some((other) => overlaps(one, other)),
    );
    expect(overlapping).toEqual([]);
  });

  it('asks something in every panel', () => {
    const empty = panels().filter(({ type, targets }) => type !== 'row' && !targets?.length);
    expect(empty.map(({ title }) => title)).toEqual([]);
  });
});

type Area = ReturnType<typeof panels>[number]['gridPos'];

function overlaps(one: Area, other: Area): boolean {
  const across = one.x < other.x + other.w && other.x < one.x + one.w;
  return across && one.y < other.y + other.h && other.y < one.y + one.h;
}
