import { Client } from 'pg';

/** How long writers waited, in milliseconds. */
export interface WriterWaits {
  readonly writes: number;
  readonly p99Ms: number;
  readonly longestMs: number;
  /** The statement that took longest. */
  readonly longestStatement: string;
}

interface Write {
  readonly statement: string;
  readonly durationMs: number;
}

/** What the product writes to the tables that have indexes built on them, and an update of an indexed row. */
const STATEMENTS = {
  'create user': `INSERT INTO auth.users (id, email, display_name)
    VALUES ('w-' || $1, 'w-' || $1 || '@example.com', 'x')`,
  'create project': `INSERT INTO projects.projects (user_id, name) VALUES ('user-7', $1)`,
  'store analysis': `INSERT INTO production.analysis_sessions
      (user_id, kind, content, content_hash, analyser, result, embedding)
    VALUES ('user-7', 'text', 'x', encode(sha256($1::text::bytea), 'hex'), 'a',
      '{"keywords": ["timeout", "login page", "crash"]}', '{0.1}')`,
  'record request': `INSERT INTO production.analysis_requests
      (user_id, idempotency_key, request_hash, session_id, source)
    SELECT 'user-7', $1, 'x', id, 'cache' FROM production.analysis_sessions
    WHERE user_id = 'user-7' LIMIT 1`,
  'move analysis': `UPDATE production.analysis_sessions
    SET project_id = (SELECT id FROM projects.projects WHERE user_id = 'user-7' LIMIT 1)
    WHERE user_id = 'user-9' AND content_hash = encode(sha256('9'), 'hex') AND $1::text IS NOT NULL`,
};

/** Writers that never pause, each on a connection of its own. */
export class WriteLoad {
  readonly #clients: readonly Client[];
  readonly #loops: Promise<void>[];
  #writes: Write[] = [];
  #stopped = false;

  private constructor(clients: readonly Client[]) {
    this.#clients = clients;
    this.#loops = clients.map((client, index) => this.#write(client, index));
  }

  static async start(connectionString: string, writers: number): Promise<WriteLoad> {
    const connect = async () => {
      const client = new Client({ connectionString, application_name: 'writer' });
      await client.connect();
      return client;
    };
    return new WriteLoad(await Promise.all(Array.from({ length: writers }, connect)));
  }

  /** The waits since the last call, and begins anew. */
  take(): WriterWaits {
    const writes = this.#writes.sort((left, right) => left.durationMs - right.durationMs);
    this.#writes = [];
    const longest = writes.at(-1);
    return {
      writes: writes.length,
      p99Ms: writes[Math.floor(writes.length * 0.99)]?.durationMs ?? 0,
      longestMs: longest?.durationMs ?? 0,
      longestStatement: longest?.statement ?? '',
    };
  }

  /** @throws what a writer failed with. */
  async stop(): Promise<void> {
    this.#stopped = true;
    try {
      await Promise.all(this.#loops);
    } finally {
      await Promise.all(this.#clients.map((client) => client.end()));
    }
  }

  async #write(client: Client, index: number): Promise<void> {
    for (let turn = 0; !this.#stopped; turn += 1) {
      for (const [statement, sql] of Object.entries(STATEMENTS)) {
        const startedAt = performance.now();
        await client.query(sql, [`${String(index)}-${String(turn)}`]);
        this.#writes.push({ statement, durationMs: performance.now() - startedAt });
      }
    }
  }
}
