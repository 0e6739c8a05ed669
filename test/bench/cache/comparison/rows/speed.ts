import { duration, MISSING, type Row, thousands } from '../row';
import type { Scene } from '../scene';

const ROUNDS = 3;

function memoryHits(title: string, bytes: number): Row {
  return {
    title: `hits in memory, ${title}, per CPU second`,
    target: '≥ 3 M',
    rounds: ROUNDS,
    print: thousands,
    withBare: true,
    async cell(scene) {
      const worker = await scene.open();
      const { perCpuSecond } = await worker.run('hits', { bytes, forMs: scene.sized(1_500, 500) });
      return [perCpuSecond];
    },
  };
}

function redisHits(title: string, bytes: number, target: string, keys: number): Row {
  return {
    title: `hits in Redis, 50 at once, ${title}, per second / per CPU second`,
    target,
    rounds: ROUNDS,
    print: thousands,
    withBare: true,
    async cell(scene) {
      const filling = { prefix: 'read', bytes, count: scene.sized(keys, keys / 4) };
      const writer = await scene.open();
      await writer.run('fill', filling);
      const reader = await scene.open();
      const { speed, calls } = await reader.run('read', { ...filling, together: 50 });
      if (calls > 0) throw new Error(`${calls} hits were misses`);
      return [speed.perSecond, speed.perCpuSecond];
    },
  };
}

const tags: Row = {
  title: 'tag invalidation over 200,000 keys, after a first one (longest command in Redis)',
  quickTitle: 'tag invalidation over 20,000 keys, after a first one (longest command in Redis)',
  target: '≤ 2 ms',
  limitMs: 60_000,
  async cell(scene: Scene) {
    const worker = await scene.open();
    const count = scene.sized(200_000, 20_000);
    if (!(await worker.run('fillTagged', { count, tag: 'all' }))) return MISSING;
    // The code is compiled and the stores of the filling are done: what is measured is an invalidation.
    await worker.run('removeTag', { tag: 'other' });
    await scene.command('CONFIG SET slowlog-log-slower-than 0');
    await scene.command('SLOWLOG RESET');
    const ms = await worker.run('removeTag', { tag: 'all' });
    return `${duration(ms)} (${duration(await scene.slowestCommandMs())})`;
  },
};

const heap: Row = {
  title: 'heap for 100,000 entries of 200 B',
  quickTitle: 'heap for 20,000 entries of 200 B',
  target: '≤ 64 MB',
  withBare: true,
  print: (megabytes) => `${megabytes.toFixed(0)} MB`,
  limitMs: 30_000,
  async cell(scene) {
    const worker = await scene.open();
    return [await worker.run('heap', { count: scene.sized(100_000, 20_000) })];
  },
};

export const speedRows: readonly Row[] = [
  memoryHits('200 B', 200),
  memoryHits('10 KB', 10_000),
  redisHits('200 B', 200, '≥ 0.78 of the bare client', 40_000),
  redisHits('10 KB', 10_000, '≥ 0.79 of the bare client', 8_000),
  tags,
  heap,
];
