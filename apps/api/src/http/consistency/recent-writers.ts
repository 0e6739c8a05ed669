import { LRUCache } from 'lru-cache';
import { callerHash } from '../caller-hash';

/** Who has written within the last few seconds: its reads must not come from a replica that lags. */
export interface RecentWriters {
  /** `caller` has written now. Never rejects. */
  note(caller: string): Promise<void>;
  /** Never rejects. */
  wroteRecently(caller: string): Promise<boolean>;
}

/** Beyond it, whoever wrote first is forgotten. */
const MAX_CALLERS = 100_000;

/** Remembered in this process: enough where one process serves a caller. */
export class LocalRecentWriters implements RecentWriters {
  readonly #writers: LRUCache<string, true>;

  constructor(seconds: number) {
    this.#writers = new LRUCache({ max: MAX_CALLERS, ttl: seconds * 1000 });
  }

  note(caller: string): Promise<void> {
    this.#writers.set(callerHash(caller), true);
    return Promise.resolve();
  }

  wroteRecently(caller: string): Promise<boolean> {
    return Promise.resolve(this.#writers.has(callerHash(caller)));
  }
}
