import { HitRateHistory } from './hit-rate-history';

describe('the history of the hit rate', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  it('has a bucket for each minute of the last hour, the last of which goes on', () => {
    const totals = { hits: 0, misses: 0 };
    const history = new HitRateHistory(() => ({ ...totals }));
    history.start();
    totals.hits = 5;
    jest.advanceTimersByTime(60_000);
    totals.misses = 2;
    expect(history.buckets).toMatchObject([
      { hits: 5, misses: 0 },
      { hits: 0, misses: 2 },
    ]);
    jest.advanceTimersByTime(100 * 60_000);
    expect(history.buckets).toHaveLength(60);
    history.stop();
  });
});
