import type { Deadline } from '../deadline';
import { DeadlineExceededError, PoolExhaustedError } from '../errors/database-errors';
import { NOBODY } from './caller-context';
import { WaitQueue, type Waiter } from './wait-queue';

const waiter = (deadline?: Deadline): Waiter => ({
  borrower: {
    startedAt: performance.now(),
    deadline,
    route: undefined,
    comment: '',
    context: NOBODY,
    waits: undefined,
    origin: undefined,
  },
  done: () => undefined,
});

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
    const [first, second] = [waiter(), waiter()];
    queue.add(first);
    queue.add(second);
    expect(queue.shift()).toBe(first);
    expect(queue.shift()).toBe(second);
    expect(queue.shift()).toBeUndefined();
  });

  it('refuses the caller for whom there is no room, at once', () => {
    const queue = queueOf(1);
    const [first, second] = [waiter(), waiter()];
    queue.add(first);
    queue.add(second);
    expect(refused).toEqual([[second, expect.any(PoolExhaustedError)]]);
    expect(queue.size).toBe(1);
  });

  it('refuses a caller whose time is over, and no other', () => {
    const queue = queueOf(10);
    const first = waiter();
    queue.add(first);
    jest.advanceTimersByTime(60);
    const second = waiter();
    queue.add(second);
    jest.advanceTimersByTime(60);
    expect(refused).toEqual([[first, expect.any(PoolExhaustedError)]]);
    expect(queue.shift()).toBe(second);
  });

  it('lets nobody wait beyond the deadline of the request', () => {
    const queue = queueOf(10);
    const { signal } = new AbortController();
    const hasty = waiter({ expiresAtMs: performance.now() + 50, signal });
    queue.add(hasty);
    jest.advanceTimersByTime(60);
    expect(refused).toEqual([[hasty, expect.any(DeadlineExceededError)]]);
  });

  it('passes over a caller that has gone away', () => {
    const queue = queueOf(10);
    const gone = waiter({ expiresAtMs: performance.now() + 50, signal: AbortSignal.abort() });
    const next = waiter();
    queue.add(gone);
    queue.add(next);
    expect(queue.shift()).toBe(next);
    expect(refused).toEqual([[gone, expect.any(DeadlineExceededError)]]);
  });

  it('lets nobody wait who has gone away, nor keep the place of somebody else', () => {
    const queue = queueOf(1);
    const request = new AbortController();
    const gone = waiter({ expiresAtMs: performance.now() + 50, signal: request.signal });
    queue.add(gone);
    request.abort();
    expect(refused).toEqual([[gone, expect.any(DeadlineExceededError)]]);
    const next = waiter();
    queue.add(next);
    expect(queue.shift()).toBe(next);
  });

  it('does not refuse a caller that was served', () => {
    const queue = queueOf(10);
    queue.add(waiter());
    queue.shift();
    jest.advanceTimersByTime(1000);
    expect(refused).toEqual([]);
  });

  it('refuses everybody when it is cleared', () => {
    const queue = queueOf(10);
    queue.add(waiter());
    queue.add(waiter());
    queue.clear(new Error('closed'));
    expect(refused).toHaveLength(2);
    expect(queue.size).toBe(0);
  });
});
