import type { PooledClient } from '../pool/pooled-client';
import { ReplayMemory } from './replay-memory';
import type { ServerSample } from './server-sample';

const at = (lsn: bigint) => ({ timeline: 1, lsn });

function sample(lsn: bigint, startedAt: string): ServerSample {
  const now = performance.now();
  const position = at(lsn);
  const times = { askedAt: now, answeredAt: now };
  return { startedAt, inRecovery: true, writable: false, position, durable: position, ...times };
}

/** A connection to a server that has replayed `lsn`, and counts how often it is asked. */
function connection(lsn: string, startedAt: string): { client: PooledClient; asked: () => number } {
  const row = { startedAt, inRecovery: true, writable: false, lsn, durable: lsn, timeline: 1 };
  const query = jest.fn(() => Promise.resolve({ rows: [row] }));
  return { client: { query } as unknown as PooledClient, asked: () => query.mock.calls.length };
}

describe('ReplayMemory', () => {
  it('asks over a connection it does not know, whatever others have said', async () => {
    const memory = new ReplayMemory();
    memory.note(sample(100n, 'first run'));
    const { client, asked } = connection('0/5', 'second run');
    expect(memory.has([at(100n)])).toBe(true);
    expect(await memory.confirm(client, [at(100n)])).toBe(false);
    expect(asked()).toBe(1);
  });

  it('need not ask again once it knows of a later moment of the same run', async () => {
    const memory = new ReplayMemory();
    const { client, asked } = connection('0/5', 'first run');
    await memory.confirm(client, [at(5n)]);
    memory.note(sample(100n, 'first run'));
    expect(await memory.confirm(client, [at(100n)])).toBe(true);
    expect(asked()).toBe(1);
  });

  it('believes nothing of another run', async () => {
    const memory = new ReplayMemory();
    const { client, asked } = connection('0/5', 'first run');
    await memory.confirm(client, [at(5n)]);
    memory.note(sample(100n, 'second run'));
    expect(await memory.confirm(client, [at(100n)])).toBe(false);
    expect(asked()).toBe(2);
  });

  it('believes nothing that was sampled before a connection was opened: a crash may lie between', async () => {
    const memory = new ReplayMemory();
    memory.note(sample(100n, 'first run'));
    const { client } = connection('0/5', 'first run');
    expect(await memory.confirm(client, [at(50n)])).toBe(false);
  });
});
