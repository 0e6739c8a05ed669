import { Deadlines } from './deadlines';

it('calls what is not stopped in time, in the order of the starts, and forgets it', async () => {
  const deadlines = new Deadlines(5);
  const expired: number[] = [];
  deadlines.start(() => expired.push(1));
  const stop = deadlines.start(() => expired.push(2));
  expect(deadlines.size).toBe(2);
  stop();
  stop();
  expect(deadlines.size).toBe(1);
  await new Promise<void>((resolve) => deadlines.start(resolve));
  expect(expired).toEqual([1]);
  expect(deadlines.size).toBe(0);
});

it('goes on for what starts later', async () => {
  const deadlines = new Deadlines(5);
  for (let round = 0; round < 3; round++) {
    await new Promise<void>((resolve) => deadlines.start(resolve));
  }
  expect(deadlines.size).toBe(0);
});

describe('with a timer of its own', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  it('expires a call after the timeout, and not much later', () => {
    const deadlines = new Deadlines(100);
    let expired = false;
    deadlines.start(() => (expired = true));
    jest.advanceTimersByTime(99);
    expect(expired).toBe(false);
    jest.advanceTimersByTime(11);
    expect(expired).toBe(true);
  });

  it('keeps no timer when nothing is under way', () => {
    const deadlines = new Deadlines(100);
    deadlines.start(() => undefined)();
    jest.advanceTimersByTime(250);
    expect(jest.getTimerCount()).toBe(0);
  });
});
