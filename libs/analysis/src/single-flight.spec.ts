import { SingleFlight } from './single-flight';

describe('a single flight', () => {
  it('lets overlapping calls for one key share one run', async () => {
    const flights = new SingleFlight<number>();
    const work = jest.fn(() => Promise.resolve(7));
    const outcomes = await Promise.all([flights.run('a', work), flights.run('a', work)]);
    expect(outcomes).toEqual([7, 7]);
    expect(work).toHaveBeenCalledTimes(1);
  });

  it('runs each key by itself, and each later call anew', async () => {
    const flights = new SingleFlight<number>();
    const work = jest.fn(() => Promise.resolve(7));
    await Promise.all([flights.run('a', work), flights.run('b', work)]);
    await flights.run('a', work);
    expect(work).toHaveBeenCalledTimes(3);
  });

  it('gives a failure to all who share it, and to nobody after', async () => {
    const flights = new SingleFlight<number>();
    const failing = () => Promise.reject(new Error('no'));
    const both = await Promise.allSettled([flights.run('a', failing), flights.run('a', failing)]);
    expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    await expect(flights.run('a', () => Promise.resolve(1))).resolves.toBe(1);
  });
});
