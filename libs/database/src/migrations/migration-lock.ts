import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from 'pg';
import { MigrationError } from './migration-error';

/** Any constants that no other program uses. */
export const MIGRATION_LOCK_KEY = '8319098986543639917';
/** Whoever compares schemas holds it, so that nobody drops the shadow under another's feet. */
export const SHADOW_LOCK_KEY = '8319098986543639918';

const POLL_INTERVAL_MS = 100;

export interface AdvisoryLockOptions {
  /** A bigint, in digits. */
  readonly key: string;
  /** How long to wait for whoever has it. */
  readonly waitMs: number;
}

/**
 * Runs `work` while no other migrator works on the database. The lock belongs to the session, so that it
 * ends with it, however it ends. Waiting is asking again and again: a statement that waits holds a snapshot,
 * for which CREATE INDEX CONCURRENTLY in the session that has the lock would wait in turn.
 * @throws MigrationError when others are not done within `waitMs`.
 */
export async function withAdvisoryLock<T>(
  client: Client,
  { key, waitMs }: AdvisoryLockOptions,
  work: () => Promise<T>,
): Promise<T> {
  const deadline = performance.now() + waitMs;
  while (!(await ask(client, `pg_try_advisory_lock(${key})`))) {
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
    await release(client, key);
  }
}

/** A session that has broken has lost the lock already; what broke it has been thrown. */
async function release(client: Client, key: string): Promise<void> {
  await ask(client, `pg_advisory_unlock(${key})`).catch(() => false);
}

async function ask(client: Client, call: string): Promise<boolean> {
  const { rows } = await client.query<{ done: boolean }>(`SELECT ${call} AS done`);
  return rows[0]?.done === true;
}
