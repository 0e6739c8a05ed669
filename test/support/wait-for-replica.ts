import { testVariable } from './environment';
import { withClient } from './database-url';
import { eventually } from './eventually';

const REPLAYED = 'SELECT pg_last_wal_replay_lsn() >= $1::pg_lsn AS replayed';

/** Waits until the test run's replica shows everything that is committed on the primary at the time of the call. */
export async function waitForReplica(): Promise<void> {
  await waitForReplay(testVariable('TEST_DATABASE_URL'), testVariable('TEST_REPLICA_URL'));
}

/** The same for any replica of any primary. */
export async function waitForReplay(primaryUrl: string, replicaUrl: string): Promise<void> {
  const lsn = await withClient(primaryUrl, async (client) => {
    const result = await client.query<{ lsn: string }>('SELECT pg_current_wal_flush_lsn() AS lsn');
    return result.rows[0]?.lsn;
  });
  await withClient(replicaUrl, async (client) => {
    const check = async () => {
      const result = await client.query<{ replayed: boolean }>(REPLAYED, [lsn]);
      if (result.rows[0]?.replayed !== true) throw new Error(`the replica has not reached ${lsn}`);
    };
    await eventually(check, { intervalMs: 5 });
  });
}
