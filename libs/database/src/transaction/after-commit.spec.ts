import { DatabaseEvents } from '../database-events';
import { runAfterCommit } from './after-commit';

describe('runAfterCommit', () => {
  const reported: unknown[] = [];
  const events = new DatabaseEvents();
  events.on('after_commit_failed', ({ error }) => reported.push(error));

  beforeEach(() => {
    reported.length = 0;
  });

  it('runs hooks one after the other in the order in which they were given', async () => {
    const order: string[] = [];
    const slow = async (): Promise<void> => {
      await Promise.resolve();
      order.push('slow');
    };
    await runAfterCommit([slow, () => void order.push('quick')], 1000, events);
    expect(order).toEqual(['slow', 'quick']);
  });

  it('reports a hook that fails, throws nothing, and runs the others', async () => {
    const failure = new Error('no cache');
    const other = jest.fn();
    const failing = (): void => {
      throw failure;
    };
    await runAfterCommit([failing, () => Promise.reject(failure), other], 1000, events);
    expect(reported).toEqual([failure, failure]);
    expect(other).toHaveBeenCalledTimes(1);
  });

  it('waits for a hook only as long as it may take', async () => {
    const other = jest.fn();
    await runAfterCommit([() => new Promise<void>(() => undefined), other], 10, events);
    expect(String(reported[0])).toContain('10 ms');
    expect(other).toHaveBeenCalledTimes(1);
  });
});
