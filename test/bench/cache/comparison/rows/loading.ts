import { nowMs } from '../now';
import type { Row } from '../row';
import type { Scene } from '../scene';

const CALLERS = 500;
/** For the processes to be told before they begin together. */
const START_MS = 300;

async function factoryCalls(scene: Scene, processes: number): Promise<number> {
  const workers = await scene.openMany(processes);
  const order = { key: 'burst', callers: CALLERS, atMs: nowMs() + START_MS, fails: false };
  const bursts = await Promise.all(workers.map((worker) => worker.run('burst', order)));
  return bursts.reduce((sum, { calls }) => sum + calls, 0);
}

const failing: Row = {
  title: 'the factory throws, 100 callers: calls, errors',
  target: '1, 100',
  async cell(scene) {
    const worker = await scene.open();
    const order = { key: 'failing', callers: 100, atMs: 0, fails: true };
    const { calls, rejected } = await worker.run('burst', order);
    return `${calls}, ${rejected}`;
  },
};

const falsy: Row = {
  title: "null, 0, false, '' from Redis",
  target: 'cached',
  async cell(scene) {
    const [one, other] = await scene.openMany(2);
    await one?.run('falsy', { prefix: 'falsy' });
    const computed = (await other?.run('falsy', { prefix: 'falsy' })) ?? [];
    return computed.length === 0 ? 'cached' : `computed: ${computed.join(', ')}`;
  },
};

export const loadingRows: readonly Row[] = [
  {
    title: '500 callers of a cold key, 1 process: factory calls',
    target: '1',
    cell: async (scene) => [await factoryCalls(scene, 1)],
  },
  {
    title: '500 callers each in 4 processes: factory calls',
    target: '1',
    cell: async (scene) => [await factoryCalls(scene, 4)],
  },
  failing,
  falsy,
];
