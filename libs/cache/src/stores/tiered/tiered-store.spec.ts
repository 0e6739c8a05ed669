import { capture } from '../../codec/capture';
import { Coherence } from '../../coherence/coherence';
import { Entry } from '../entry';
import { MemoryStore } from '../memory/memory-store';
import { TieredStore } from './tiered-store';

const TTL_MS = 60_000;

/** Two tiers, of which memory plays Redis too, in a process that has applied a log up to 5 and trusts it until 1,000 ms. */
function open() {
  const clock = { nowMs: 0, now: () => clock.nowMs, wallTime: () => clock.nowMs };
  const coherence = new Coherence(10, 1_000);
  coherence.startLog('a', 5);
  coherence.distrust();
  coherence.trustUntil(1_000);
  const store = (): MemoryStore => new MemoryStore({ maxEntries: 10, maxBytes: 1e6, clock });
  const [memory, remote] = [store(), store()];
  const fail = (_operation: string, error: unknown): never => {
    throw error;
  };
  const parts = { memory, remote, coherence, clock, onError: fail };
  const tiers = new TieredStore({ ...parts, maxEntryBytes: 1_000 });
  const entry = (value: string, stamp = coherence.stamp()): Entry =>
    new Entry({
      key: 'users:1',
      captured: capture(value),
      tags: [],
      ttlMs: TTL_MS,
      expiresAtMs: clock.nowMs + TTL_MS,
      stamp,
    });
  return { clock, coherence, memory, remote, tiers, entry };
}

describe('what memory has is served', () => {
  it('only while the log is trusted', () => {
    const { clock, entry, memory, tiers } = open();
    memory.set(entry('Ada'));
    clock.nowMs = 999;
    expect(tiers.peek('users:1')?.value).toBe('Ada');
    expect(tiers.kept('users:1')?.value).toBe('Ada');
    clock.nowMs = 1_000;
    expect(tiers.peek('users:1')).toBeUndefined();
    expect(tiers.kept('users:1')).toBeUndefined();
  });

  it('only as long as nothing has invalidated it', () => {
    const { coherence, entry, memory, tiers } = open();
    memory.set(entry('Ada'));
    coherence.fences.raise({ keys: ['users:1'] });
    expect(tiers.kept('users:1')).toBeUndefined();
    expect(tiers.peek('users:1')).toBeUndefined();
  });
});

describe('what Redis has is served', () => {
  it('only while the log is trusted', async () => {
    const { clock, entry, remote, tiers } = open();
    remote.set(entry('Ada'));
    clock.nowMs = 1_000;
    await expect(tiers.fetch('users:1')).resolves.toBeUndefined();
    await expect(tiers.fetchMany(['users:1'])).resolves.toEqual([]);
    clock.nowMs = 999;
    await expect(tiers.fetch('users:1')).resolves.toMatchObject({ value: 'Ada' });
  });

  it('only when the log is still trusted as the answer comes', async () => {
    const { coherence, entry, remote, tiers } = open();
    remote.set(entry('Ada'));
    const answers = [tiers.fetch('users:1'), tiers.fetchMany(['users:1']).then(([one]) => one)];
    coherence.distrust();
    await expect(Promise.all(answers)).resolves.toEqual([undefined, undefined]);
  });

  it('never instead of something newer in memory', async () => {
    const { clock, entry, memory, remote, tiers } = open();
    remote.set(entry('older'));
    clock.nowMs = 10;
    memory.set(entry('newer'));
    await tiers.fetch('users:1');
    expect(tiers.kept('users:1')?.value).toBe('newer');
  });
});

describe('an entry is stored', () => {
  it('nowhere when its load was overtaken by an invalidation', async () => {
    const { coherence, entry, memory, remote, tiers } = open();
    const late = entry('old');
    coherence.fences.raise({ keys: ['users:1'] });
    await tiers.set(late);
    expect([memory.get('users:1'), remote.get('users:1')]).toEqual([undefined, undefined]);
  });

  it.each([
    ['no log', undefined],
    ['another log', 'another'],
  ])('not in Redis when it is of %s', async (_name, epoch) => {
    const { entry, memory, remote, tiers } = open();
    await tiers.set(entry('Ada', { tick: 1, epoch, seq: 9 }));
    expect(memory.get('users:1')?.value).toBe('Ada');
    expect(remote.get('users:1')).toBeUndefined();
  });

  it('nowhere when it is too large, and the older one is taken away', async () => {
    const { entry, memory, remote, tiers } = open();
    await tiers.set(entry('small'));
    await tiers.set(entry('x'.repeat(1_000)));
    expect([memory.get('users:1'), remote.get('users:1')]).toEqual([undefined, undefined]);
  });
});
