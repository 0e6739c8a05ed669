import { createClient } from 'redis';
import { eventually } from '../../support/eventually';
import { testRedisUrl } from '../../support/test-redis';
import type { LoadingOutcome, LoadingTask } from './loading-messages';
import { LoadingProcess } from './loading-process';
import { patientRedis } from './open-cache';

/** Renewed in time also by a process that a busy machine holds up. */
const LEASE_MS = 5_000;

let url: string;
let processes: LoadingProcess[] = [];

beforeAll(async () => {
  url = await testRedisUrl();
  const options = { leaseMs: LEASE_MS, redis: patientRedis(url) };
  processes = await Promise.all(Array.from({ length: 4 }, () => LoadingProcess.start(options)));
});

afterAll(() => Promise.all(processes.map((each) => each.kill())));

/** Each key that a loader was asked for, as often as it was, over all processes. */
function loads(outcomes: readonly LoadingOutcome[]): string[] {
  return outcomes.flatMap(({ loaded }) => loaded.flat()).sort();
}

/** The different values that anybody got. */
function valuesOf(outcomes: readonly LoadingOutcome[]): Set<string> {
  return new Set(outcomes.flatMap(({ values }) => values));
}

/** So many keys from one on, round a ring. */
function windowOf(prefix: string, from: number, ring = 300): string[] {
  return Array.from({ length: 100 }, (_, index) => `${prefix}:${(from + index) % ring}`);
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

/** Has all processes load, and judges so many rounds in which a busy machine's Redis was there for all of them. */
async function judgeRounds(
  count: number,
  taskOf: (round: number, process: number) => Omit<LoadingTask, 'id'>,
  judge: (outcomes: readonly LoadingOutcome[], round: number) => void,
): Promise<void> {
  for (let round = 0, judged = 0; judged < count; round++) {
    const running = processes.map((each, index) => each.run(taskOf(round, index)));
    const outcomes = await Promise.all(running);
    if (outcomes.some(({ disturbed }) => disturbed)) continue;
    judge(outcomes, round);
    judged++;
  }
}

it('four processes with 500 callers each load a cold key once', async () => {
  const taskOf = (round: number) => ({ batches: [[`cold:${round}`]], callers: 500, loadMs: 100 });
  await judgeRounds(5, taskOf, (outcomes, round) => {
    expect(loads(outcomes)).toEqual([`cold:${round}`]);
    expect(valuesOf(outcomes).size).toBe(1);
  });
});

it('four processes with 100 overlapping batches each load every cold key once', async () => {
  const taskOf = (round: number, process: number) => {
    const from = Array.from({ length: 10 }, (_, batch) => 75 * process + 30 * batch);
    const batches = from.map((start) => windowOf(`ring-${round}`, start));
    return { batches, callers: 100, loadMs: 100 };
  };
  await judgeRounds(3, taskOf, (outcomes, round) => {
    const keys = Array.from({ length: 300 }, (_, index) => `ring-${round}:${index}`).sort();
    expect(loads(outcomes)).toEqual(keys);
    expect(valuesOf(outcomes).size).toBe(keys.length);
  });
});

it('when a process is killed that loads a key and a batch, one of those who wait takes its place', async () => {
  const [victim, ...others] = processes;
  const batch = windowOf('doomed', 0);
  victim?.begin({ batches: [['doomed:one'], batch], callers: 2, loadMs: 60_000 });
  await victim?.loads('doomed:one');
  await victim?.loads('doomed:0');
  const overlapping = [['doomed:one'], windowOf('doomed', 50), windowOf('doomed', 20)];
  const task = { batches: overlapping, callers: 300, loadMs: 50 };
  const asked = others.map((each) => each.run(task));
  await Promise.all(['doomed:one', 'doomed:99'].map(awaited));
  await victim?.kill();
  const killedAt = performance.now();
  const outcomes = await Promise.all(asked);
  const keys = new Set(overlapping.flat());
  expect(loads(outcomes)).toEqual([...keys].sort());
  expect(valuesOf(outcomes).size).toBe(keys.size);
  // Not the time limit of a load, of a minute, has ended their wait.
  expect(performance.now() - killedAt).toBeLessThan(45_000);
});
