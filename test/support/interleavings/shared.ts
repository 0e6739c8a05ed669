import type { Clock } from '../../../libs/cache/src/internal/clock';
import { deferred } from '../../../libs/cache/src/internal/deferred';
import type { RedisClient } from '../../../libs/cache/src/stores/redis/redis-client';
import type { Gate } from './gate';
import type { Snapshot } from './snapshot';

export const KEYS = ['users:1', 'users:2'] as const;
export const TAG = 'team:7';

/** How long the caches serve from memory without news of Redis, in logical milliseconds. */
export const MAX_STALE_MS = 1_000;

/** An invalidation that the log has taken. */
export interface TakenRecord {
  readonly epoch: string;
  readonly seq: number;
  /** The source's value that it followed. */
  readonly version: number;
  readonly atMs: number;
}

/** What all processes of a history share, and what is known of it for the judgement. */
export class Shared {
  readonly gate: Gate;
  readonly real: RedisClient;
  readonly namespace: string;
  /** Logical time of all. */
  nowMs = 0;
  readonly clock: Clock = { now: () => this.nowMs, wallTime: () => this.nowMs };
  /** The source's value; each write raises it. */
  version = 0;
  /** What a replica of the source has of it. */
  replica = 0;
  /** Each start of the server has another number; it cuts every connection. */
  run = 1;
  /** What the server finds when it starts. */
  saved: Snapshot = new Map();
  readonly records: TakenRecord[] = [];
  /** Invalidations whose writer died after its commit, by id: the version that each followed. */
  readonly outbox = new Map<string, number>();
  /** Whatever has to notice that the server has been restarted. */
  readonly connections: (() => void)[] = [];
  /** Whoever hears of the ends of loads. */
  readonly listeners: ((message: string) => void)[] = [];

  #news = deferred<void>();

  constructor(gate: Gate, real: RedisClient, namespace: string) {
    this.gate = gate;
    this.real = real;
    this.namespace = namespace;
  }

  /** Resolves when a blocking read has a reason to look again. */
  get news(): Promise<void> {
    return this.#news.promise;
  }

  /** Lets time pass, in one place of the interleaving. */
  async pass(durationMs: number): Promise<void> {
    await this.gate.step();
    this.nowMs += durationMs;
  }

  tell(): void {
    this.#news.resolve();
    this.#news = deferred();
  }

  /** The newest version whose invalidation the log had taken before that time. */
  publishedBefore(timeMs: number): number {
    const before = this.records.filter(({ atMs }) => atMs < timeMs);
    return Math.max(0, ...before.map(({ version }) => version));
  }
}
