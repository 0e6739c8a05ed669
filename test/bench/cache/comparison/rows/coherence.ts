import { setTimeout as delay } from 'node:timers/promises';
import { nowMs } from '../now';
import { duration, type Row } from '../row';
import type { Scene } from '../scene';
import type { WorkerProcess } from '../worker-process';

/** How long a process may go on with an old value before it counts as never learning of the new one. */
const PATIENCE_MS = 10_000;
const NEVER = Infinity;
const CUT_MS = 1_500;
const SETTLE_MS = 500;
/** The first deletes of a process compile the code for them. */
const WARM_UP = 20;

/** Both processes have the value in memory. */
async function warm(workers: readonly WorkerProcess[], key: string, value: unknown): Promise<void> {
  for (const worker of workers) await worker.run('ask', { key, value, loadMs: 0 });
  for (const worker of workers) await worker.run('ask', { key, value, loadMs: 0 });
}

function stale(ms: number): string {
  return ms === NEVER ? `> ${duration(PATIENCE_MS)} (TTL)` : duration(Math.max(0, ms));
}

const REMOTE = 'deleted in one process: the other answers the old value for, p99';

const remote: Row = {
  title: REMOTE,
  target: '≤ 5 ms',
  limitMs: 40_000,
  rounds: 3,
  print: stale,
  async cell(scene) {
    return [await lagP99(scene, await pair(scene))];
  },
};

const remoteUnderLoad: Row = {
  ...remote,
  title: `${REMOTE}, while both answer 20,000 hits a second and more`,
  async cell(scene) {
    const workers = await pair(scene);
    const callers = workers.map((worker) => worker.run('serve', { prefix: 'load', perMs: 30 }));
    const p99 = await lagP99(scene, workers);
    for (const worker of workers) await worker.run('leave', undefined);
    await Promise.all(callers);
    return [p99];
  },
};

/** How long the second process goes on with what the first one deletes. */
async function lagP99(
  scene: Scene,
  [a, b]: readonly [WorkerProcess, WorkerProcess],
): Promise<number> {
  const lags: number[] = [];
  for (let round = -WARM_UP; round < scene.sized(300, 100); round += 1) {
    await warm([a, b], `remote:${round}`, 'old');
    const fresh = { key: `remote:${round}`, value: 'new', limitMs: PATIENCE_MS };
    const seen = b.run('untilFresh', fresh);
    const began = await a.run('remove', fresh);
    const at = await seen;
    if (at === undefined) return NEVER;
    if (round >= 0) lags.push(at - began);
  }
  lags.sort((one, other) => one - other);
  return lags[Math.floor(lags.length * 0.99)] ?? NaN;
}

const cutLink: Row = {
  title: 'link of one process cut during a delete in the other, then healed: stale for',
  target: '≤ 100 ms',
  limitMs: 25_000,
  async cell(scene) {
    const proxy = await scene.proxy();
    const a = await scene.open();
    const b = await scene.open(proxy.port);
    await delay(SETTLE_MS);
    await warm([a, b], 'cut', 'old');
    await proxy.refuse();
    await a.run('remove', { key: 'cut' });
    await a.run('ask', { key: 'cut', value: 'new', loadMs: 0 });
    await delay(CUT_MS);
    await proxy.pass();
    const healed = nowMs();
    const order = { key: 'cut', value: 'new', limitMs: PATIENCE_MS };
    const at = await b.run('untilFresh', order);
    return stale(at === undefined ? NEVER : at - healed);
  },
};

/** A load that has read the old value ends after another process, or its own, has invalidated the key. */
function overtaken(processes: 1 | 2): Row {
  return {
    title: `load begun before an update, ended after the delete, ${processes} process(es): old value kept`,
    target: '0 of 10',
    limitMs: 20_000,
    async cell(scene) {
      const [a, b] = await pair(scene);
      const deleting = processes === 1 ? a : b;
      let kept = 0;
      for (let round = 0; round < 10; round += 1) {
        const key = `overtaken:${round}`;
        const loading = a.run('ask', { key, value: 'old', loadMs: 200 });
        await delay(100);
        await deleting.run('remove', { key });
        await loading;
        await delay(50);
        const { value } = await a.run('ask', { key, value: 'new', loadMs: 0 });
        if (value === 'old') kept += 1;
      }
      return `${kept} of 10`;
    },
  };
}

async function pair(scene: Scene): Promise<[WorkerProcess, WorkerProcess]> {
  const opened = await Promise.all([scene.open(), scene.open()]);
  await delay(SETTLE_MS);
  return opened;
}

export const coherenceRows: readonly Row[] = [
  remote,
  remoteUnderLoad,
  cutLink,
  overtaken(1),
  overtaken(2),
];
