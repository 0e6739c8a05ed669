import { PrimaryHistory } from './primary-history';

const at = (lsn: bigint, timeline = 1) => ({ timeline, lsn });

describe('PrimaryHistory', () => {
  let history: PrimaryHistory;

  beforeEach(() => {
    history = new PrimaryHistory();
    history.add(at(100n), 1000);
    history.add(at(200n), 1250);
    history.add(at(200n), 1500);
    history.add(at(300n), 1750);
  });

  it('knows no lag before the primary was seen', () => {
    expect(new PrimaryHistory().lagOf(at(1n))).toBeUndefined();
  });

  it('finds no lag in a replica that has all, or more than was seen of the primary', () => {
    expect(history.lagOf(at(300n))).toEqual({ bytes: 0, ms: 0 });
    expect(history.lagOf(at(400n))).toEqual({ bytes: 0, ms: 0 });
  });

  it('takes the age of the oldest change that the replica lacks', () => {
    expect(history.lagOf(at(150n))).toEqual({ bytes: 150, ms: 500 });
    expect(history.lagOf(at(50n))).toEqual({ bytes: 250, ms: 750 });
  });

  it('takes a replica for late that has not followed a promotion, whatever its position', () => {
    history.add(at(10n, 2), 2000);
    history.add(at(20n, 2), 2600);
    expect(history.lagOf(at(500n))).toEqual({ bytes: undefined, ms: 600 });
    expect(history.lagOf(at(15n, 2))).toEqual({ bytes: 5, ms: 0 });
  });

  it('is bounded', () => {
    for (let tick = 1; tick <= 1000; tick += 1) history.add(at(BigInt(tick)), tick);
    expect(history.lagOf(at(0n))?.ms).toBe(399);
  });
});
