import { setTimeout as delay } from 'node:timers/promises';
import { nowMs } from '../now';
import { duration, type Row } from '../row';
import type { Scene } from '../scene';
import { FACTORY_MS } from '../tasks';

const LIMIT_MS = 15_000;

/** A new key each time, at a steady rate. */
function coldKeys(scene: Scene) {
  const forMs = scene.sized(4_000, 1_500);
  return { prefix: `cold-${nowMs()}`, distinct: true, everyMs: 50, forMs, graceMs: 10_000 };
}

const refused: Row = {
  title:
    'Redis refused at start, code loaded: cache opened in, first answer, and that of a second key (factory: 20 ms)',
  target: 'factory + 5 ms',
  async cell(scene) {
    await scene.redis.stop();
    const worker = await scene.open();
    const opening = { name: scene.subject, server: scene.server() };
    const openedMs = await worker.run('openAnother', opening);
    const first = await worker.run('ask', { key: 'first', value: 'value' });
    const second = await worker.run('ask', { key: 'second', value: 'value' });
    return [openedMs, first.ms, second.ms].map(duration).join(', ');
  },
};

const killed: Row = {
  title: 'Redis killed: cold keys, p50 / p99 (factory: 20 ms)',
  target: 'factory + 2 ms / + 10 ms',
  async cell(scene) {
    const worker = await scene.open();
    await worker.run('series', { ...coldKeys(scene), forMs: 500 });
    await scene.redis.kill();
    const { p50, p99 } = await worker.run('series', coldKeys(scene));
    return `${duration(p50)} / ${duration(p99)}`;
  },
};

const usedAgain: Row = {
  title: 'Redis in use again after it is back',
  target: '≤ 1 s',
  async cell(scene) {
    const worker = await scene.open();
    await worker.run('ask', { key: 'before', value: 1 });
    await scene.redis.kill();
    await worker.run('series', { ...coldKeys(scene), forMs: 1_000, graceMs: 0 });
    await scene.redis.restart();
    const back = nowMs();
    while (nowMs() - back < LIMIT_MS) {
      void worker.run('ask', { key: `again-${nowMs()}`, value: 1 }).catch(() => undefined);
      await delay(FACTORY_MS);
      const found = await scene.command('SCAN 0 MATCH *again-* COUNT 10000');
      if (JSON.stringify(found).includes('again-')) return duration(nowMs() - back);
    }
    return `> ${duration(LIMIT_MS)}`;
  },
};

const frozenCold: Row = {
  title: 'Redis frozen: cold keys, p50 / p99 (factory: 20 ms)',
  target: '20 ms / 150 ms',
  limitMs: 20_000,
  async cell(scene) {
    const worker = await scene.open();
    await worker.run('series', { ...coldKeys(scene), forMs: 500 });
    await scene.redis.pause();
    const { p50, p99 } = await worker.run('series', coldKeys(scene));
    return `${duration(p50)} / ${duration(p99)}`;
  },
};

const frozenWarm: Row = {
  title: 'Redis frozen: warm keys, p99, in the first 3 s',
  quickTitle: 'Redis frozen: warm keys, p99, in the first 1.5 s',
  target: '0.1 ms',
  async cell(scene) {
    const worker = await scene.open();
    const series = { prefix: 'warm', distinct: false, everyMs: 2, graceMs: 5_000 };
    await worker.run('series', { ...series, forMs: 500 });
    await scene.redis.pause();
    const { p99 } = await worker.run('series', { ...series, forMs: scene.sized(3_000, 1_500) });
    return `${p99.toFixed(2)} ms`;
  },
};

export const redisFaultRows: readonly Row[] = [refused, killed, usedAgain, frozenCold, frozenWarm];
