import type { RedisConnection } from './redis-connection';

/** Keys asked for by one command, so that none keeps Redis busy for long. */
const MAX_BATCH = 500;

interface Question {
  readonly name: string;
  readonly resolve: (text: string | null) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Reads texts by name. Questions that are asked in the same turn of the event loop travel as one
 * MGET, which costs both sides a fraction of as many GETs.
 */
export class BatchedReader {
  readonly #connection: RedisConnection;
  #waiting: Question[] = [];

  constructor(connection: RedisConnection) {
    this.#connection = connection;
  }

  /** The text, or null. Rejects as the connection does. */
  read(name: string): Promise<string | null> {
    return new Promise((resolve, reject) => {
      // Runs when the promise jobs of this turn are done, and with them whatever else they ask for.
      if (this.#waiting.length === 0) process.nextTick(() => this.#ask());
      this.#waiting.push({ name, resolve, reject });
    });
  }

  #ask(): void {
    const questions = this.#waiting;
    this.#waiting = [];
    for (let from = 0; from < questions.length; from += MAX_BATCH) {
      this.#askTogether(questions.slice(from, from + MAX_BATCH));
    }
  }

  #askTogether(questions: readonly Question[]): void {
    const names = questions.map(({ name }) => name);
    this.#connection
      .execute((client) => client.mGet(names))
      .then(
        (texts) => questions.forEach(({ resolve }, index) => resolve(texts[index] ?? null)),
        (error: unknown) => questions.forEach(({ reject }) => reject(error)),
      );
  }
}
