import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';

/** Locks that writers are waiting for right now: how many, and the longest wait so far. */
const WAITING = `SELECT count(*)::int AS waiting,
    coalesce(max(extract(epoch FROM clock_timestamp() - waitstart)) * 1000, 0)::float8 AS "longestMs"
  FROM pg_locks JOIN pg_stat_activity USING (pid)
  WHERE NOT granted AND application_name = 'writer'`;

const INTERVAL_MS = 2;

/** What was seen of writers that waited for locks. */
export interface LockWaits {
  readonly samples: number;
  /** Samples in which a writer was waiting. */
  readonly waiting: number;
  readonly longestMs: number;
}

/** Looks for waiting writers all the time. */
export class LockWatch {
  readonly #client: Client;
  readonly #loop: Promise<void>;
  #seen: LockWaits = { samples: 0, waiting: 0, longestMs: 0 };
  #stopped = false;

  private constructor(client: Client) {
    this.#client = client;
    this.#loop = this.#watch();
  }

  static async start(connectionString: string): Promise<LockWatch> {
    const client = new Client({ connectionString });
    await client.connect();
    return new LockWatch(client);
  }

  /** What was seen since the last call, and begins anew. */
  take(): LockWaits {
    const seen = this.#seen;
    this.#seen = { samples: 0, waiting: 0, longestMs: 0 };
    return seen;
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    try {
      await this.#loop;
    } finally {
      await this.#client.end();
    }
  }

  async #watch(): Promise<void> {
    while (!this.#stopped) {
      const { rows } = await this.#client.query<{ waiting: number; longestMs: number }>(WAITING);
      const { waiting = 0, longestMs = 0 } = rows[0] ?? {};
      this.#seen = {
        samples: this.#seen.samples + 1,
        waiting: this.#seen.waiting + (waiting > 0 ? 1 : 0),
        longestMs: Math.max(this.#seen.longestMs, longestMs),
      };
      await sleep(INTERVAL_MS);
    }
  }
}
