import { Histogram } from '../../load/generator/histogram';
import type { Second } from '../../load/generator/tally';
import { verdictsOn } from '../../load/judging/verdicts';
import { htmlReport } from '../../load/report/html-report';
import { textReport } from '../../load/report/text-report';
import type { Mark, RunRecord } from '../../load/run-record';
import type { Sample } from '../../load/sampling/sample';

const LENGTH = 40;
const KILLED: Mark = {
  label: 'Redis killed',
  beganAt: 20,
  endedAt: 20,
  restores: 'redisUp',
  recovers: true,
};

function secondAt(second: number, latencyMs: number, errors: Second['errors'] = {}): Second {
  const [latency, lateness] = [new Histogram(), new Histogram()];
  for (let request = 0; request < 10; request += 1) latency.record(latencyMs * 1_000);
  lateness.record(100);
  const data = { latency: latency.data, lateness: lateness.data };
  return { second, due: 10, answered: 10, inFlight: 1, errors, ...data };
}

function sampleAt(atSeconds: number, changes: Partial<Sample> = {}): Sample {
  return {
    service: 'process 1',
    atSeconds,
    rssMb: 200,
    heapMb: 100,
    loopLagP99Ms: 10,
    loopBusy: 0.25,
    connectionsInUse: 3,
    connectionsIdle: 17,
    callsWaiting: 0,
    redisUp: true,
    replicaUp: true,
    ...changes,
  };
}

const each = <T>(make: (second: number) => T, length = LENGTH) =>
  Array.from({ length }, (_, second) => make(second));

function recordOf(changes: Partial<RunRecord> = {}): RunRecord {
  return {
    scenario: 'redis-lost',
    ratePerSecond: 10,
    seed: 1,
    users: 5,
    pinning: 'nothing is pinned',
    phases: [
      { name: 'warm-up', seconds: 10, perSecond: 10 },
      { name: 'steady', seconds: LENGTH - 10, perSecond: 10 },
    ],
    seconds: each((second) => secondAt(second, 5)),
    repeated: 0,
    samples: each((second) => sampleAt(second)),
    marks: [KILLED],
    ...changes,
  };
}

const linesOf = (record: RunRecord) =>
  verdictsOn(record).map(({ passed, text }) => `${String(passed)} ${text}`);

describe('the verdicts on a load run', () => {
  it('pass what had no error and went on as before', () => {
    expect(linesOf(recordOf())).toEqual([
      'true errors 0',
      'true Redis killed: p99 within 100 ms after 0.0 s (at most 10)',
      'true Redis killed: used again after 1.0 s (at most 10)',
    ]);
  });

  it('fail an error in any second, in the warm-up too', () => {
    const seconds = each((second) => secondAt(second, 5, second === 1 ? { '503 (users)': 1 } : {}));
    expect(linesOf(recordOf({ seconds }))).toContain('false errors 1');
  });

  it('fail a recovery that takes too long, or does not come', () => {
    const slowUntil = (end: number) => {
      const seconds = each((second) => secondAt(second, second >= 20 && second < end ? 900 : 5));
      return linesOf(recordOf({ seconds }));
    };
    const text = 'Redis killed: p99 within 100 ms';
    expect(slowUntil(24)).toContain(`true ${text} after 4.0 s (at most 10)`);
    expect(slowUntil(34)).toContain(`false ${text} after 14.0 s (at most 10)`);
    expect(slowUntil(LENGTH)).toContain(`false ${text} not before the end`);
  });

  it('say nothing of what lasted until the end', () => {
    const marks = [{ ...KILLED, endedAt: LENGTH + 2 }];
    const told = linesOf(recordOf({ marks }));
    expect(told[1]).toMatch(/^undefined Redis killed: lasted until the load was nearly over/);
    expect(told).toHaveLength(2);
  });

  it('fail when what was lost is not used again', () => {
    const samples = each((second) => sampleAt(second, { redisUp: second < 20 }));
    expect(linesOf(recordOf({ samples }))).toContain(
      'false Redis killed: used again not before the end',
    );
  });

  it('cannot tell the memory of a short run', () => {
    expect(linesOf(recordOf({ marks: [] })).at(-1)).toBe(
      'undefined process 1: the least heap +0.0 MB (at most 12), RSS +0.0 MB, from the first half to the second of what came after 13 s',
    );
  });

  it('fail memory that grows over half an hour', () => {
    const phases = [
      { name: 'warm-up', seconds: 60, perSecond: 1 },
      { name: 'steady', seconds: 1_740, perSecond: 1 },
    ];
    const toldOf = (heapMb: (second: number) => number) => {
      const memory = (second: number) => ({ heapMb: heapMb(second), rssMb: 100 + heapMb(second) });
      const samples = each((second) => sampleAt(second, memory(second)), 1_800);
      return linesOf(recordOf({ phases, samples, marks: [] })).at(-1);
    };
    // Garbage piles up for ten minutes and is then collected.
    const garbage = (second: number) => (second % 600) / 6;
    expect(toldOf((second) => 100 + garbage(second) + second / 40)).toMatch(/^false process 1: /);
    expect(toldOf((second) => 100 + garbage(second))).toMatch(/^true /);
  });

  it('say so when the generator itself was late', () => {
    const late = new Histogram();
    late.record(80_000);
    const seconds = each((second) => ({ ...secondAt(second, 5), lateness: late.data }));
    expect(linesOf(recordOf({ seconds }))[1]).toMatch(/^undefined latencies: .* 80 ms late/);
  });
});

describe('the report of a load run', () => {
  const seconds = each((second) =>
    secondAt(second, second < 10 ? 50 : 5, second === 25 ? { 'timeout (users)': 2 } : {}),
  );
  const record = recordOf({ seconds });

  it('has a row for ten seconds, marks, totals after the warm-up, and errors by name', () => {
    const text = textReport(record, verdictsOn(record));
    const rows = text.split('\n').map((line) => line.trim().split(/\s+/));
    expect(rows).toContainEqual(
      '10 10.0 10.0 0 5.00 5.00 5.00 5.00 5.00 200 100 10.0 25 3 17 0 up up'.split(' '),
    );
    expect(text).toContain('20.0 s  Redis killed');
    expect(text).toMatch(/After the warm-up: 300 requests due, .* max 5\.00 ms/);
    expect(text).toContain('2 × timeout (users)');
    expect(text).toContain('FAILED: errors 2');
  });

  it('is one page that loads nothing, with all charts and the marks in each', () => {
    const page = htmlReport(record, verdictsOn(record));
    expect(page.match(/<svg /g)).toHaveLength(5);
    expect(page.match(/Redis killed<\/text>/g)).toHaveLength(5);
    expect(page).not.toMatch(/https?:|src=|NaN|Infinity|undefined</);
    for (const unit of ['milliseconds', 'requests per second', 'megabytes', 'connections'])
      expect(page).toContain(`text-anchor="middle">${unit}`);
  });

  it('writes text as text', () => {
    const page = htmlReport(recordOf({ marks: [{ ...KILLED, label: '<b>&"' }] }), []);
    expect(page).not.toContain('<b>');
    expect(page).toContain('&#60;b&#62;&#38;&#34;');
  });
});
