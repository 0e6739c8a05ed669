import { setTimeout as delay } from 'node:timers/promises';
import { type CacheOptions, CacheEvents, CacheService } from '@strata/cache';
import { CacheRuntime } from '../../../libs/cache/src/internal/cache-runtime';
import { heapMegabytes } from '../../bench/cache/comparison/heap-use';
import { nowMs } from './clock';
import {
  allKeys,
  type Invalidation,
  keyOf,
  type Profile,
  type Read,
  THINGS,
  type ToChild,
  type ToParent,
  userOf,
  USERS,
} from './messages';
import { Random } from '../../support/random';
import { type Stall, watchStalls } from './stalls';

const CLIENTS = 6;
const WRITES = 0.05;
const BATCHES = 0.1;
const REPORT_EVERY_MS = 100;
const LONGEST_PAUSE_MS = 12;
/** For the last invalidations to arrive everywhere. */
const SETTLE_MS = 2_000;

/** Reads and writes through a cache until it is told to end, and tells its parent all it saw. */
class SoakProcess {
  readonly #cache: CacheService;
  readonly #random: Random;
  readonly #answers = new Map<number, (version: number) => void>();
  #questions = 0;
  #reads: Read[] = [];
  #invalidations: Invalidation[] = [];
  #stalls: Stall[] = [];
  #ending = false;

  constructor(options: CacheOptions, seed: number) {
    this.#cache = new CacheService(new CacheRuntime(options, new CacheEvents()));
    this.#random = new Random(seed);
  }

  async run(): Promise<void> {
    await this.#cache.onModuleInit();
    process.on('message', (message) => this.#received(message as ToChild));
    send({ kind: 'opened' });
    watchStalls((stall) => this.#stalls.push(stall));
    const reporting = setInterval(() => this.#report(), REPORT_EVERY_MS);
    await Promise.all(Array.from({ length: CLIENTS }, () => this.#client()));
    clearInterval(reporting);
    this.#report();
    await delay(SETTLE_MS);
    await this.#lastLook();
    await this.#cache.onApplicationShutdown();
    process.disconnect();
  }

  async #client(): Promise<void> {
    while (!this.#ending) {
      const key = keyOf(this.#random.below(USERS * THINGS));
      const choice = this.#random.next();
      if (choice < WRITES) await this.#write(key);
      else if (choice < WRITES + BATCHES) await this.#readMany(userOf(key));
      else await this.#read(key);
      await delay(this.#random.between(0, LONGEST_PAUSE_MS));
    }
  }

  async #read(key: string): Promise<void> {
    const beganAtMs = nowMs();
    const options = { tags: [`user:${userOf(key)}`] };
    const value = await told(this.#cache.getOrSet(key, () => this.#load(key), options));
    this.#reads.push({ key, beganAtMs, value });
  }

  async #readMany(user: string): Promise<void> {
    const beganAtMs = nowMs();
    const keys = allKeys().filter((key) => userOf(key) === user);
    const loadAll = async (missing: readonly string[]) =>
      new Map(await Promise.all(missing.map(async (key) => [key, await this.#load(key)] as const)));
    const options = { tags: [`user:${user}`] };
    const values = await told(this.#cache.getOrSetMany(keys, loadAll, options));
    for (const key of keys) this.#reads.push({ key, beganAtMs, value: values?.get(key) });
  }

  /** As a service does: the source first, then the cache. */
  async #write(key: string): Promise<void> {
    const version = await this.#ask('write', key);
    const done =
      this.#random.next() < 0.5
        ? this.#cache.delete(key)
        : this.#cache.deleteByTag(`user:${userOf(key)}`);
    this.#invalidations.push({ key, version, atMs: nowMs() });
    await told(done);
  }

  async #load(key: string): Promise<Profile> {
    return { user: userOf(key), key, version: await this.#ask('load', key) };
  }

  #ask(kind: 'load' | 'write', key: string): Promise<number> {
    const id = (this.#questions += 1);
    const answer = new Promise<number>((resolve) => this.#answers.set(id, resolve));
    send({ kind, id, key });
    return answer;
  }

  #received(message: ToChild): void {
    if (message.kind === 'weigh') return send({ kind: 'heap', megabytes: heapMegabytes() });
    if (message.kind === 'finish') {
      this.#ending = true;
      return;
    }
    this.#answers.get(message.id)?.(message.version);
    this.#answers.delete(message.id);
  }

  #report(): void {
    const lived = { reads: this.#reads, invalidations: this.#invalidations, stalls: this.#stalls };
    send({ kind: 'lived', ...lived });
    this.#reads = [];
    this.#invalidations = [];
    this.#stalls = [];
  }

  /** What the cache answers once everything is well again. */
  async #lastLook(): Promise<void> {
    for (const key of allKeys()) await this.#read(key);
    const { loads, hits } = this.#cache.stats();
    send({ kind: 'final', reads: this.#reads, loads, hits });
  }
}

function send(message: ToParent): void {
  process.send?.(message);
}

/** What a call answers; a call that fails is a fault of the cache, for no load of the soak fails. */
async function told<T>(call: Promise<T>): Promise<T | undefined> {
  try {
    return await call;
  } catch (error) {
    send({ kind: 'fault', message: `a call failed: ${String(error)}` });
    return undefined;
  }
}

process.on('unhandledRejection', (reason) => {
  send({ kind: 'fault', message: `unhandled rejection: ${String(reason)}` });
});

if (require.main === module) {
  const options = JSON.parse(process.argv[2] ?? '{}') as CacheOptions;
  void new SoakProcess(options, Number(process.argv[3])).run();
}
