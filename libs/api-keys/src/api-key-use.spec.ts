import type { ApiKeyRepository, ApiKeyUseRecord } from './api-key.repository';
import { ApiKeyUse } from './api-key-use';

/** Keeps what it is told to record; fails as long as it is told to. */
class Records {
  readonly written: ApiKeyUseRecord[][] = [];
  failing = false;

  recordUses(uses: ApiKeyUseRecord[]): Promise<void> {
    if (this.failing) return Promise.reject(new Error('away'));
    this.written.push(uses);
    return Promise.resolve();
  }
}

describe('the last use of API keys', () => {
  let records: Records;
  let use: ApiKeyUse;

  beforeEach(() => {
    jest.useFakeTimers();
    records = new Records();
    // All that it calls of the repository.
    use = new ApiKeyUse(records as unknown as ApiKeyRepository);
    use.onModuleInit();
  });
  afterEach(async () => {
    await use.onApplicationShutdown();
    jest.useRealTimers();
  });

  const minute = () => jest.advanceTimersByTimeAsync(60_000);

  it('is written once a minute, however often they are used', async () => {
    for (let times = 0; times < 1_000; times += 1) use.note('a');
    expect(records.written).toEqual([]);
    await minute();
    expect(records.written).toMatchObject([[{ id: 'a' }]]);
    await minute();
    expect(records.written).toHaveLength(1);
  });

  it('waits for the next minute while the database is away', async () => {
    records.failing = true;
    use.note('a');
    await minute();
    records.failing = false;
    use.note('b');
    await minute();
    expect(records.written.flat().map(({ id }) => id)).toEqual(['a', 'b']);
  });

  it('is written at the end', async () => {
    use.note('a');
    await use.onApplicationShutdown();
    expect(records.written).toMatchObject([[{ id: 'a' }]]);
  });

  it('is remembered of ten thousand keys at most', async () => {
    for (let key = 0; key < 10_500; key += 1) use.note(String(key));
    await minute();
    expect(records.written.flat()).toHaveLength(10_000);
  });
});
