import { History } from '../soak/cache/history';
import { Outages } from '../soak/cache/outages';

const KEY = 'things:u1:0';
const WRITER = 0;
const READER = 1;
const BOUNDS = { maxStaleMs: 2_000, lagMs: 100 };

/** A key written at 1,000 for the second time; what a read of the first version then counts as. */
function judged(
  reader: number,
  beganAtMs: number,
  ...periods: readonly (readonly [process: number, fromMs: number, toMs: number])[]
): readonly string[] {
  const outages = [new Outages(500), new Outages(500)];
  for (const [process, fromMs, toMs] of periods) {
    outages[process]?.begin(fromMs);
    outages[process]?.end(toMs);
  }
  return judgedWith(outages, reader, beganAtMs);
}

function judgedWith(
  outages: readonly Outages[],
  reader: number,
  beganAtMs: number,
): readonly string[] {
  const history = new History(outages, BOUNDS);
  history.written(KEY, WRITER);
  history.told({ key: KEY, version: history.written(KEY, WRITER), atMs: 1_000 });
  history.judge({ key: KEY, beganAtMs, value: { user: 'u1', key: KEY, version: 1 } }, reader);
  return history.violations;
}

describe('the history check of the soak', () => {
  it('allows an old answer that began before the invalidation, or shortly after in another process', () => {
    expect(judged(WRITER, 999)).toEqual([]);
    expect(judged(READER, 1_050)).toEqual([]);
  });

  it('refuses an old answer in the process that wrote', () => {
    expect(judged(WRITER, 1_001)).toHaveLength(1);
    expect(judged(WRITER, 1_001, [WRITER, 900, 5_000])).toHaveLength(1);
  });

  it('refuses an old answer after the lag while all links are well', () => {
    expect(judged(READER, 1_101)).toHaveLength(1);
  });

  it('allows it while the writer cannot publish', () => {
    expect(judged(READER, 5_000, [WRITER, 900, 5_000])).toEqual([]);
    expect(judged(READER, 5_601, [WRITER, 900, 5_000])).toHaveLength(1);
  });

  it('allows it to a reader that is cut off, but not beyond the bound', () => {
    expect(judged(READER, 2_900, [READER, 900, 5_000])).toEqual([]);
    expect(judged(READER, 3_001, [READER, 900, 5_000])).toHaveLength(1);
  });

  it('counts from the beginning of the latest outage, before which all may have been well', () => {
    expect(judged(READER, 2_550, [READER, 100, 800], [READER, 900, 2_500])).toEqual([]);
    expect(judged(READER, 3_101, [READER, 100, 800], [READER, 900, 2_800])).toHaveLength(1);
  });

  it('takes a process that did not run for one that was cut off', () => {
    const stood = (from: number, to: number) => {
      const outages = [new Outages(500), new Outages(500)];
      outages[READER]?.stood({ fromMs: from, toMs: to });
      return outages;
    };
    expect(judgedWith(stood(900, 2_400), READER, 2_399)).toEqual([]);
    expect(judgedWith(stood(900, 1_000), READER, 1_501)).toHaveLength(1);
  });

  it('goes on counting where a process did not run while it was cut off', () => {
    const outages = [new Outages(500), new Outages(500)];
    outages[READER]?.begin(100);
    outages[READER]?.end(2_500);
    outages[READER]?.stood({ fromMs: 2_000, toMs: 2_400 });
    expect(judgedWith(outages, READER, 2_550)).toHaveLength(1);
  });

  it('refuses what belongs to another user, and a call that failed', () => {
    const history = new History([new Outages(0)], BOUNDS);
    history.written(KEY, WRITER);
    history.judge(
      { key: KEY, beganAtMs: 0, value: { user: 'u2', key: 'things:u2:0', version: 1 } },
      0,
    );
    history.judge({ key: KEY, beganAtMs: 0, value: undefined }, 0);
    expect(history.violations).toHaveLength(2);
  });

  it('refuses an end at which a process still has an old value', () => {
    const history = new History([new Outages(0)], BOUNDS);
    history.written(KEY, WRITER);
    history.written(KEY, WRITER);
    const last = (version: number) => ({
      key: KEY,
      beganAtMs: 0,
      value: { user: 'u1', key: KEY, version },
    });
    history.judgeLast(last(2), READER);
    expect(history.violations).toEqual([]);
    history.judgeLast(last(1), READER);
    expect(history.violations).toHaveLength(1);
  });
});
