import type { Client } from 'pg';
import { PATIENT_SETTINGS } from '../support/app';
import { eventually } from '../support/eventually';
import { useServiceStand } from '../support/service-stand';
import { WAITING_LOCKS } from '../support/waiting-locks';

const REQUESTS = 20;

describe('a request with Idempotency-Key, when the process is killed', () => {
  const stand = useServiceStand();
  let client: Client;

  beforeEach(() => {
    client = stand().client;
  });

  const start = (requestTimeout = PATIENT_SETTINGS.REQUEST_TIMEOUT): Promise<string> =>
    stand()
      .start({ ...PATIENT_SETTINGS, REQUEST_TIMEOUT: requestTimeout })
      .url();

  async function post(url: string, key: string, payload: object): Promise<number> {
    const headers = { 'content-type': 'application/json', 'idempotency-key': key };
    return (await fetch(url, { method: 'POST', headers, body: JSON.stringify(payload) })).status;
  }

  const create = (url: string, n: number) =>
    post(`${url}/api/projects`, `key-${String(n)}`, { name: `Project ${String(n)}` });

  const analyse = (url: string) =>
    post(`${url}/api/analysis`, 'key', { kind: 'text', content: 'Killed half-way.' });

  const count = async (from: string): Promise<number> => {
    const { rows } = await client.query<{ n: number }>(`SELECT count(*)::int AS n FROM ${from}`);
    return rows[0]?.n ?? 0;
  };

  /** Repeats a request until it is answered: what the killed process held is soon given up. */
  const repeat = (url: string, n: number) =>
    eventually(async () => expect(await create(url, n)).toBe(201));

  it('before COMMIT, leaves nothing; repeated, it has its effect once', async () => {
    let url = await start();
    await client.query('BEGIN; LOCK TABLE production.idempotent_requests IN EXCLUSIVE MODE');
    const lost = create(url, 1).catch(() => 'lost');
    // The row is written, and its answer waits for our lock.
    await eventually(async () =>
      expect(await count(`${WAITING_LOCKS} AND mode = 'RowExclusiveLock'`)).toBe(1),
    );
    await stand().kill();
    expect(await lost).toBe('lost');
    await client.query('ROLLBACK');
    url = await start();
    await repeat(url, 1);
    expect(await count('projects.projects')).toBe(1);
    expect(await count('production.idempotent_requests')).toBe(1);
  });

  it('while it analyses, keeps the key from other processes for REQUEST_TIMEOUT at most', async () => {
    const [one, other] = [await start('10'), await start('10')];
    await client.query('BEGIN; LOCK TABLE production.analysis_sessions IN EXCLUSIVE MODE');
    const lost = analyse(one).catch(() => 'lost');
    await eventually(async () =>
      expect(await count(`${WAITING_LOCKS} AND mode = 'RowExclusiveLock'`)).toBe(1),
    );
    expect(await analyse(other)).toBe(409);
    await stand().kill(stand().services.slice(0, 1));
    expect(await lost).toBe('lost');
    await client.query('ROLLBACK');
    await eventually(async () => expect(await analyse(other)).toBe(201), {
      intervalMs: 200,
    });
    expect(await count('production.analysis_sessions')).toBe(1);
    expect(await count('production.analysis_requests')).toBe(1);
    expect(await count('production.analysis_claims')).toBe(0);
  });

  it('at any moment, loses none and doubles none that is repeated', async () => {
    let url = await start();
    const numbers = Array.from({ length: REQUESTS }, (_, n) => n);
    const sent = numbers.map((n) => create(url, n).catch(() => 'lost'));
    await Promise.race(sent);
    await stand().kill();
    await Promise.all(sent);
    url = await start();
    await Promise.all(numbers.map((n) => repeat(url, n)));
    expect(await count('projects.projects')).toBe(REQUESTS);
    expect(await count('production.idempotent_requests')).toBe(REQUESTS);
  });
});
