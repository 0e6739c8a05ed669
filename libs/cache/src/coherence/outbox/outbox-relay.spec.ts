import { Coherence } from '../coherence';
import { encodeNames } from '../log/log-record';
import type { Names } from '../names';
import type { DrainLimits, InvalidationOutbox, StoredInvalidation } from './invalidation-outbox';
import { OutboxRelay } from './outbox-relay';

/** An outbox in this process. Looking at it takes as long as the test says. */
class LocalOutbox implements InvalidationOutbox {
  rows: StoredInvalidation[] = [];
  look = (): void => undefined;
  #ids = 0;

  add(names: string): Promise<string> {
    const id = String(++this.#ids);
    this.rows.push({ id, names });
    return Promise.resolve(id);
  }

  remove(ids: readonly string[]): Promise<void> {
    this.rows = this.rows.filter(({ id }) => !ids.includes(id));
    return Promise.resolve();
  }

  peek(maxRows: number): Promise<readonly StoredInvalidation[]> {
    this.look();
    return Promise.resolve(this.rows.slice(0, maxRows));
  }

  async drain(
    { maxRows }: DrainLimits,
    publish: (stored: readonly StoredInvalidation[]) => Promise<void>,
  ): Promise<void> {
    const rows = this.rows.slice(0, maxRows);
    await publish(rows);
    await this.remove(rows.map(({ id }) => id));
  }
}

const ENTRY = { key: 'users:1', tags: [] };
const LIFETIME = { expiresAtMs: 60_000, ttlMs: 60_000 };

/** A process that is cut off from the log. */
function open() {
  const clock = { nowMs: 0, now: () => clock.nowMs, wallTime: () => clock.nowMs };
  const coherence = new Coherence(10);
  coherence.distrust();
  const outbox = new LocalOutbox();
  const published: Names[] = [];
  const publish = (names: Names): Promise<void> => {
    published.push(names);
    return Promise.resolve();
  };
  const errors: unknown[] = [];
  const onError = (_operation: string, error: unknown): void => void errors.push(error);
  const relay = new OutboxRelay({ outbox, coherence, clock, publish, onError });
  return { clock, coherence, errors, outbox, published, relay };
}

describe('a process that is cut off from the log', () => {
  it('voids in memory what the outbox tells, once', async () => {
    const { coherence, outbox, published, relay } = open();
    const { tick } = coherence.fences;
    await outbox.add(encodeNames({ keys: ['users:1'] }));
    await relay.look();
    expect(coherence.fences.holdsSince(ENTRY, tick)).toBe(false);
    const { tick: later } = coherence.fences;
    await relay.look();
    expect(coherence.fences.tick).toBe(later);
    expect(published).toEqual([]);
    expect(outbox.rows).toHaveLength(1);
  });

  it('has the outbox vouch for memory from the moment it was asked', async () => {
    const { clock, coherence, outbox, relay } = open();
    outbox.look = () => (clock.nowMs = 1_500);
    await relay.look();
    expect(coherence.vouchedByOutbox(LIFETIME, 1_999)).toBe(true);
    expect(coherence.vouchedByOutbox(LIFETIME, 2_000)).toBe(false);
  });

  it('has an outbox that cannot be read vouch for nothing', async () => {
    const { coherence, errors, outbox, relay } = open();
    outbox.look = () => {
      throw new Error('away');
    };
    await relay.look();
    expect(coherence.vouchedByOutbox(LIFETIME, 1)).toBe(false);
    expect(errors).toHaveLength(1);
  });
});

it('a process in touch with the log publishes what others left, and removes it', async () => {
  const { coherence, outbox, published, relay } = open();
  coherence.trustUntil(Infinity);
  await outbox.add(encodeNames({ keys: ['users:1'] }));
  await outbox.add(encodeNames({ tags: ['team:7'] }));
  await relay.look();
  expect(published).toEqual([
    { keys: ['users:1'], tags: ['team:7'], namespaces: [], patterns: [] },
  ]);
  expect(outbox.rows).toEqual([]);
});
