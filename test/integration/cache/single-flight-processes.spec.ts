import { createClient } from 'redis';
import { eventually } from '../../support/eventually';
import { testRedisUrl } from '../../support/test-redis';
import { LoadingProcess } from './loading-process';
import { patientRedis } from './open-cache';

const LEASE_MS = 2_000;

let url: string;
let processes: LoadingProcess[] = [];

beforeAll(async () => {
  url = await testRedisUrl();
  const options = { leaseMs: LEASE_MS, redis: patientRedis(url) };
  processes = await Promise.all(Array.from({ length: 4 }, () => LoadingProcess.start(options)));
});

afterAll(() => Promise.all(processes.map((each) => each.kill())));

function sum(outcomes: readonly { readonly loads: number }[]): number {
  return outcomes.reduce((total, { loads }) => total + loads, 0);
}

/** Resolves when somebody waits for the load of a key. */
async function awaited(key: string): Promise<void> {
  const client = await createClient({ url }).connect();
  try {
    const waited = () => client.hGet(`{cache}:lease:${key}`, 'w');
    await eventually(async () => expect(await waited()).toBe('1'));
  } finally {
    client.destroy();
  }
}

it('four processes with 500 callers each load a cold key once', async () => {
  for (let round = 0; round < 5; round++) {
    const task = { key: `cold:${round}`, callers: 500, loadMs: 100 };
    const outcomes = await Promise.all(processes.map((each) => each.run(task)));
    expect(sum(outcomes)).toBe(1);
    expect(new Set(outcomes.flatMap(({ values }) => values)).size).toBe(1);
  }
});

it('when the process that loads is killed, one of those who wait takes its place', async () => {
  const [victim, ...others] = processes;
  victim?.begin({ key: 'doomed:1', callers: 1, loadMs: 60_000 });
  await victim?.loads('doomed:1');
  const asked = others.map((each) => each.run({ key: 'doomed:1', callers: 500, loadMs: 50 }));
  await awaited('doomed:1');
  await victim?.kill();
  const outcomes = await Promise.all(asked);
  expect(sum(outcomes)).toBe(1);
  expect(new Set(outcomes.flatMap(({ values }) => values)).size).toBe(1);
});
