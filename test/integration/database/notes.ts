import { Column, Entity, PrimaryColumn } from 'typeorm';
import { FaultProxy } from '../../support/fault-proxy/fault-proxy';
import { createTestDatabase, type TestDatabase } from '../../support/test-database';
import { startDatabase, type RunningDatabase } from './running-database';

@Entity('notes')
export class Note {
  @PrimaryColumn('integer')
  id!: number;

  @Column('text')
  text!: string;
}

/** A table of notes, in a database behind a proxy. */
export class Notes {
  /** Reports of hooks that failed. */
  readonly failedHooks: unknown[] = [];

  private constructor(
    /** Of the database itself, past the proxy. */
    readonly url: string,
    readonly running: RunningDatabase,
    readonly proxy: FaultProxy,
  ) {}

  static async start(testDatabase: TestDatabase): Promise<Notes> {
    const proxy = await FaultProxy.start(testDatabase.url);
    const running = await startDatabase({
      url: proxy.url,
      // Reads outside a transaction would go there, and not see what is not committed.
      readUrls: [testDatabase.replicaUrl],
      pool: { size: 2, maxOverflow: 1, checkoutTimeoutMs: 60_000, prePingIdleMs: 0 },
      entities: [Note],
    });
    const notes = new Notes(testDatabase.url, running, proxy);
    running.events.on('after_commit_failed', ({ error }) => notes.failedHooks.push(error));
    await notes.sql('DROP TABLE IF EXISTS notes');
    await notes.sql('CREATE TABLE notes (id integer PRIMARY KEY, text text NOT NULL)');
    return notes;
  }

  sql<T>(text: string, parameters?: unknown[]): Promise<T> {
    return this.running.database.write((manager) => manager.query<T>(text, parameters));
  }

  insert(id: number): Promise<unknown> {
    return this.sql('INSERT INTO notes (id, text) VALUES ($1, $2)', [id, `note ${id}`]);
  }

  async stored(): Promise<number[]> {
    return (await this.sql<{ id: number }[]>('SELECT id FROM notes ORDER BY id')).map(
      ({ id }) => id,
    );
  }

  /** Fails when a connection was not returned. */
  async stop(): Promise<void> {
    const { checkedOut } = this.running.primary();
    await this.running.stop();
    await this.proxy.close();
    expect(checkedOut).toBe(0);
  }
}

/** Makes notes for every test of the file, and answers where they are. */
export function useNotes(): () => Notes {
  let testDatabase: TestDatabase;
  let notes: Notes;
  beforeAll(async () => {
    testDatabase = await createTestDatabase();
  });
  beforeEach(async () => {
    notes = await Notes.start(testDatabase);
  });
  afterEach(() => notes.stop());
  afterAll(() => testDatabase.drop());
  return () => notes;
}
