import { Coherence } from './coherence';

const MAX_STALE_MS = 1_000;

let coherence: Coherence;

beforeEach(() => {
  coherence = new Coherence(10, MAX_STALE_MS);
});

it('trusts nothing before a log that it shares has been read', () => {
  expect(coherence.trustedUntilMs).toBe(Infinity);
  coherence.share({ publish: () => Promise.resolve(undefined) });
  expect(coherence.trustedUntilMs).toBe(-Infinity);
});

describe('the outbox vouches for memory', () => {
  /** Loaded at 500 ms. */
  const entry = { expiresAtMs: 60_500, ttlMs: 60_000 };

  it('only while it is read', () => {
    expect(coherence.vouchedByOutbox(entry, 600)).toBe(false);
    coherence.outboxReadUntil(700);
    expect(coherence.vouchedByOutbox(entry, 699)).toBe(true);
    expect(coherence.vouchedByOutbox(entry, 700)).toBe(false);
  });

  it('only for entries that are within the bound by their age', () => {
    coherence.outboxReadUntil(10_000);
    expect(coherence.vouchedByOutbox(entry, 1_499)).toBe(true);
    expect(coherence.vouchedByOutbox(entry, 1_500)).toBe(false);
  });
});

describe('a place of the log', () => {
  it('is reached when it is applied', () => {
    coherence.startLog('a', 3);
    expect(coherence.hasReached({ epoch: 'a', sequence: 4 })).toBe(false);
    coherence.apply({ keys: ['users:1'] }, 4, false);
    expect(coherence.hasReached({ epoch: 'a', sequence: 4 })).toBe(true);
  });

  it('is not reached by what another log has', () => {
    coherence.startLog('a', 3);
    expect(coherence.hasReached({ epoch: 'b', sequence: 1 })).toBe(false);
  });

  it('is that of the newest publication of this process, applied or not', () => {
    coherence.startLog('a', 3);
    coherence.fences.raisePending({ keys: ['users:1'] });
    coherence.fences.confirm({ keys: ['users:1'] }, 5);
    expect(coherence.position).toEqual({ epoch: 'a', sequence: 5 });
  });
});
