import { PoolExhaustedError } from '../errors/database-errors';
import { WaitQueue, type Waiter } from './wait-queue';

const waiter = (startedAt: number): Waiter => ({ startedAt, done: () => undefined });

describe('WaitQueue', () => {
  const refused: [Waiter, Error][] = [];
  const queueOf = (maxWaiting: number): WaitQueue =>
    new WaitQueue({ server: 'primary', maxWaiting, timeoutMs: 100 }, (one, error) => {
      refused.push([one, error]);
    });

  beforeEach(() => {
    jest.useFakeTimers();
    refused.length = 0;
  });

  afterEach(() => {
    jest.useRealTimers();
  });

  it('serves callers in the order in which they came', () => {
    const queue = queueOf(10);
    const [first, second] = [waiter(1), waiter(2)];
    queue.add(first);
    queue.add(second);
    expect([queue.shift(), queue.shift(), queue.shift()]).toEqual([first, second, undefined]);
  });

  it('refuses the caller for whom there is no room, at once', () => {
    const queue = queueOf(1);
    const [first, second] = [waiter(1), waiter(2)];
    queue.add(first);
    queue.add(second);
    expect(refused).toEqual([[second, expect.any(PoolExhaustedError)]]);
    expect(queue.size).toBe(1);
  });

  it('refuses a caller whose time is over, and no other', () => {
    const queue = queueOf(10);
    const [first, second] = [waiter(1), waiter(2)];
    queue.add(first);
    jest.advanceTimersByTime(60);
    queue.add(second);
    jest.advanceTimersByTime(60);
    expect(refused).toEqual([[first, expect.any(PoolExhaustedError)]]);
    expect(queue.shift()).toBe(second);
  });

  it('does not refuse a caller that was served', () => {
    const queue = queueOf(10);
    queue.add(waiter(1));
    queue.shift();
    jest.advanceTimersByTime(1000);
    expect(refused).toEqual([]);
  });

  it('refuses everybody when it is cleared', () => {
    const queue = queueOf(10);
    queue.add(waiter(1));
    queue.add(waiter(2));
    queue.clear(new Error('closed'));
    expect(refused).toHaveLength(2);
    expect(queue.size).toBe(0);
  });
});
