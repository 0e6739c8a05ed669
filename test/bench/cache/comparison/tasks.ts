import { setTimeout as delay } from 'node:timers/promises';
import { heapMegabytes } from './heap-use';
import { nextTurn } from './next-turn';
import { nowMs } from './now';
import { openSubject } from './open-subject';
import type { Server, Subject, SubjectName } from './subject';
import { payload } from './payload';

/** The factory of the comparison takes this long, as a query might. */
export const FACTORY_MS = 20;

const CHUNK = 500;

/** One process serves one crowd of callers at a time. */
let callersLeft = true;

/** What a process of the comparison can be told to do with its cache. */
export const tasks = {
  /** Awaited hits from memory. */
  async hits(cache: Subject, input: { readonly bytes: number; readonly forMs: number }) {
    const value = payload(input.bytes);
    const keys = Array.from({ length: 100 }, (_, index) => `hits:${index}`);
    for (const key of keys) await cache.get(key, () => value);
    const ask = async (): Promise<number> => {
      for (const key of keys) await cache.get(key, missed);
      return keys.length;
    };
    await repeated(ask, input.forMs / 2);
    return speedOf(() => repeated(ask, input.forMs));
  },

  async fill(cache: Subject, input: Filling) {
    await inChunks(input.count, CHUNK, (index) =>
      cache.get(`${input.prefix}:${index}`, () => payload(input.bytes, index)),
    );
  },

  /** Opens a second cache beside the first, so that the code is loaded and compiled; how long that took. */
  async openAnother(_cache: Subject, input: { readonly name: SubjectName; server: Server }) {
    const began = nowMs();
    await openSubject(input.name, input.server);
    return nowMs() - began;
  },

  /** Asks keys that another process has filled, each once. */
  async read(cache: Subject, input: Filling & { readonly together: number }) {
    const warmUp = Math.floor(input.count / 4);
    let calls = 0;
    const ask = (index: number): Promise<unknown> =>
      cache.get(`${input.prefix}:${index}`, () => {
        calls += 1;
        return payload(input.bytes, index);
      });
    await inChunks(warmUp, input.together, ask);
    const rest = input.count - warmUp;
    const speed = await speedOf(async () => {
      await inChunks(rest, input.together, (index) => ask(warmUp + index));
      return rest;
    });
    return { speed, calls };
  },

  /** Many callers of one key, at a moment that several processes can agree on. */
  async burst(
    cache: Subject,
    input: { key: string; callers: number; atMs: number; fails: boolean },
  ) {
    await delay(Math.max(0, input.atMs - nowMs()));
    let calls = 0;
    const factory = async (): Promise<string> => {
      calls += 1;
      await delay(FACTORY_MS);
      if (input.fails) throw new Error('the factory fails');
      return 'value';
    };
    const callers = Array.from({ length: input.callers }, () => cache.get(input.key, factory));
    const answers = await Promise.allSettled(callers);
    return { calls, rejected: answers.filter(({ status }) => status === 'rejected').length };
  },

  async ask(cache: Subject, input: { key: string; value: unknown; loadMs?: number }) {
    const began = nowMs();
    let calls = 0;
    const value = await cache.get(input.key, async () => {
      calls += 1;
      await delay(input.loadMs ?? FACTORY_MS);
      return input.value;
    });
    return { value, calls, ms: nowMs() - began };
  },

  /** Asks at a steady rate, whatever has not been answered; a key of its own each time when `distinct`. */
  async series(cache: Subject, input: Series) {
    const latencies: number[] = [];
    const asked: Promise<unknown>[] = [];
    const end = nowMs() + input.forMs;
    for (let index = 0; nowMs() < end; index += 1) {
      asked.push(
        timed(cache, input.distinct ? `${input.prefix}:${index}` : input.prefix, latencies),
      );
      await delay(input.everyMs);
    }
    await Promise.race([Promise.allSettled(asked), delay(input.graceMs)]);
    const open = Array.from({ length: asked.length - latencies.length }, () => Infinity);
    const sorted = [...latencies, ...open].sort((one, other) => one - other);
    return { p50: percentile(sorted, 0.5), p99: percentile(sorted, 0.99), unanswered: open.length };
  },

  /** Asks known keys all the time, as the callers of a service do, until it is told that they are gone. */
  async serve(cache: Subject, input: { readonly prefix: string; readonly perMs: number }) {
    callersLeft = false;
    const ask = (index: number): unknown => cache.get(`${input.prefix}:${index}`, () => 'value');
    while (!callersLeft) {
      for (let index = 0; index < input.perMs; index += 1) await ask(index);
      await delay(1);
    }
  },

  leave(): Promise<void> {
    callersLeft = true;
    return Promise.resolve();
  },

  /** Asks a key until the answer is not the old value any more; when that call began. */
  async untilFresh(cache: Subject, input: { key: string; value: unknown; limitMs: number }) {
    const end = nowMs() + input.limitMs;
    for (let began = nowMs(); began < end; began = nowMs()) {
      if ((await cache.get(input.key, () => input.value)) === input.value) return began;
      await nextTurn();
    }
    return undefined;
  },

  async remove(cache: Subject, { key }: { readonly key: string }) {
    const began = nowMs();
    await cache.remove?.(key);
    return began;
  },

  async fillTagged(cache: Subject, input: { readonly count: number; readonly tag: string }) {
    await inChunks(input.count, CHUNK, (index) =>
      Promise.resolve(cache.getTagged?.(`tagged:${index}`, input.tag, () => index)),
    );
    return cache.getTagged !== undefined;
  },

  async removeTag(cache: Subject, { tag }: { readonly tag: string }) {
    const began = nowMs();
    await cache.removeTag?.(tag);
    return nowMs() - began;
  },

  async heap(cache: Subject, { count }: { readonly count: number }) {
    await cache.get('heap', () => payload(200));
    const before = heapMegabytes();
    await tasks.fill(cache, { prefix: 'heap', count, bytes: 200 });
    await delay(CHUNK);
    return heapMegabytes() - before;
  },

  /** Which of the values had to be computed. */
  async falsy(cache: Subject, { prefix }: { readonly prefix: string }) {
    const computed: string[] = [];
    for (const value of [null, 0, false, '']) {
      const name = value === '' ? "''" : String(value);
      const found = await cache.get(`${prefix}:${name}`, () => {
        computed.push(name);
        return value;
      });
      if (found !== value) computed.push(`${name} as ${String(found)}`);
    }
    return computed;
  },
};

interface Filling {
  readonly prefix: string;
  readonly count: number;
  readonly bytes: number;
}

interface Series {
  readonly prefix: string;
  readonly distinct: boolean;
  readonly everyMs: number;
  readonly forMs: number;
  /** How long answers are waited for afterwards; what is missing then counts as infinite. */
  readonly graceMs: number;
}

async function timed(cache: Subject, key: string, latencies: number[]): Promise<void> {
  const began = nowMs();
  await cache.get(key, () => delay(FACTORY_MS, 'value'));
  latencies.push(nowMs() - began);
}

async function repeated(work: () => Promise<number>, forMs: number): Promise<number> {
  const end = nowMs() + forMs;
  let done = 0;
  while (nowMs() < end) done += await work();
  return done;
}

async function speedOf(work: () => Promise<number>) {
  const before = process.cpuUsage();
  const began = nowMs();
  const done = await work();
  const tookMs = nowMs() - began;
  const { user, system } = process.cpuUsage(before);
  return { perSecond: (done * 1e3) / tookMs, perCpuSecond: (done * 1e6) / (user + system) };
}

async function inChunks(
  count: number,
  size: number,
  work: (index: number) => Promise<unknown>,
): Promise<void> {
  for (let from = 0; from < count; from += size) {
    const indices = Array.from(
      { length: Math.min(size, count - from) },
      (_, index) => from + index,
    );
    await Promise.all(indices.map(work));
  }
}

function percentile(sorted: readonly number[], part: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN;
}

function missed(): never {
  throw new Error('A hit was a miss.');
}
