import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from 'pg';
import { MigrationError } from './migration-error';

/** "strata mi" in ASCII: any constant that no other program uses. */
const LOCK_KEY = '8319098986543639917';

const POLL_INTERVAL_MS = 100;

/**
 * Runs `work` while no other migrator works on the database. The lock belongs to the session, so that it
 * ends with it, however it ends. Waiting is asking again and again: a statement that waits holds a snapshot,
 * for which CREATE INDEX CONCURRENTLY in the session that has the lock would wait in turn.
 * @throws MigrationError when others are not done within `waitMs`.
 */
export async function withMigrationLock<T>(
  client: Client,
  waitMs: number,
  work: () => Promise<T>,
): Promise<T> {
  const deadline = performance.now() + waitMs;
  while (!(await ask(client, 'pg_try_advisory_lock'))) {
    if (performance.now() > deadline) {
      throw new MigrationError(
        `Another process has been migrating this database for more than ${waitMs} ms; ` +
          'wait until it is done, or end it, and run the command again.',
      );
    }
    await sleep(POLL_INTERVAL_MS);
  }
  try {
    return await work();
  } finally {
    await release(client);
  }
}

/** A session that has broken has lost the lock already; what broke it has been thrown. */
async function release(client: Client): Promise<void> {
  await ask(client, 'pg_advisory_unlock').catch(() => false);
}

async function ask(client: Client, name: string): Promise<boolean> {
  const { rows } = await client.query<{ done: boolean }>(`SELECT ${name}(${LOCK_KEY}) AS done`);
  return rows[0]?.done === true;
}
