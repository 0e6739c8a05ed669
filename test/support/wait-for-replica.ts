import { testVariable } from './environment';
import { withClient } from './database-url';
import { eventually } from './eventually';

const REPLAYED = 'SELECT pg_last_wal_replay_lsn() >= $1::pg_lsn AS replayed';

/** Waits until the replica shows everything that is committed on the primary at the time of the call. */
export async function waitForReplica(): Promise<void> {
  const lsn = await withClient(testVariable('TEST_DATABASE_URL'), async (client) => {
    const result = await client.query<{ lsn: string }>('SELECT pg_current_wal_flush_lsn() AS lsn');
    return result.rows[0]?.lsn;
  });
  await withClient(testVariable('TEST_REPLICA_URL'), async (client) => {
    const check = async () => {
      const result = await client.query<{ replayed: boolean }>(REPLAYED, [lsn]);
      if (result.rows[0]?.replayed !== true) throw new Error(`the replica has not reached ${lsn}`);
    };
    await eventually(check, { intervalMs: 5 });
  });
}
