import { RedisTimeoutError } from '@strata/cache';
import { SharedRecentWriters } from './shared-recent-writers';

/** As Redis keeps marks for several processes. */
class Marks {
  readonly names = new Set<string>();
  failure: Error | undefined;

  async set(name: string): Promise<void> {
    await this.#answer();
    this.names.add(name);
  }

  async has(name: string): Promise<boolean> {
    await this.#answer();
    return this.names.has(name);
  }

  #answer(): Promise<void> {
    return this.failure === undefined ? Promise.resolve() : Promise.reject(this.failure);
  }
}

describe('writers that processes remember together', () => {
  let marks: Marks;
  let one: SharedRecentWriters;
  let other: SharedRecentWriters;

  beforeEach(() => {
    marks = new Marks();
    [one, other] = [new SharedRecentWriters(marks, 5), new SharedRecentWriters(marks, 5)];
  });

  it('are known to each of them, under a name that does not show who it is', async () => {
    await one.note('ada');
    expect(await other.wroteRecently('ada')).toBe(true);
    expect(await other.wroteRecently('bea')).toBe(false);
    expect([...marks.names].join()).not.toContain('ada');
  });

  it('are known to the process that served them while Redis does not answer', async () => {
    marks.failure = new RedisTimeoutError('late');
    await one.note('ada');
    expect(await one.wroteRecently('ada')).toBe(true);
    expect(await other.wroteRecently('ada')).toBe(false);
  });

  it('do not hide a fault of ours', async () => {
    marks.failure = new TypeError('a fault');
    await expect(one.note('ada')).rejects.toThrow('a fault');
  });
});
