import { CacheError, type SharedMarks } from '@strata/cache';
import { callerHash } from '../caller-hash';
import { LocalRecentWriters, type RecentWriters } from './recent-writers';

/** Remembered in Redis, for all processes; while Redis does not answer, in this process, for itself. */
export class SharedRecentWriters implements RecentWriters {
  readonly #marks: Pick<SharedMarks, 'set' | 'has'>;
  readonly #forMs: number;
  readonly #local: LocalRecentWriters;

  constructor(marks: Pick<SharedMarks, 'set' | 'has'>, seconds: number) {
    this.#marks = marks;
    this.#forMs = seconds * 1000;
    this.#local = new LocalRecentWriters(seconds);
  }

  async note(caller: string): Promise<void> {
    await this.#local.note(caller);
    await this.#marks.set(nameOf(caller), this.#forMs).catch(noAnswer);
  }

  async wroteRecently(caller: string): Promise<boolean> {
    if (await this.#local.wroteRecently(caller)) return true;
    return (await this.#marks.has(nameOf(caller)).catch(noAnswer)) ?? false;
  }
}

function nameOf(caller: string): string {
  return `writer ${callerHash(caller)}`;
}

/** The cache reports the state of Redis; what this process knows itself has to do. */
function noAnswer(error: unknown): undefined {
  if (!(error instanceof CacheError)) throw error;
  return undefined;
}
