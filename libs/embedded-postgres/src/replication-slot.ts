import { pollUntil } from './poll';
import { withSession, type Address } from './session';

const RELEASE_TIMEOUT_MS = 10_000;
const DROP_IDLE = `SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots
  WHERE starts_with(slot_name, $1) AND NOT active`;

/** Removes the slots of replicas that are no more; `prefix` is what their names begin with. */
export async function dropIdleSlots(primary: Address, prefix: string): Promise<void> {
  await withSession(primary, (client) => client.query(DROP_IDLE, [prefix]));
}

/**
 * Makes a slot, so that the primary keeps its log from now on until the replica has it. A slot of that name is
 * replaced; one in use is waited for, since the sender of a stopped replica ends a moment after it.
 */
export async function createSlot(primary: Address, slot: string): Promise<void> {
  await withSession(primary, async (client) => {
    const isGone = async () => {
      const found = await client.query<{ active: boolean }>(
        'SELECT active FROM pg_replication_slots WHERE slot_name = $1',
        [slot],
      );
      if (found.rows[0]?.active === false)
        await client.query('SELECT pg_drop_replication_slot($1)', [slot]);
      return found.rows[0]?.active !== true;
    };
    if (!(await pollUntil(isGone, RELEASE_TIMEOUT_MS)))
      throw new Error(`replication slot ${slot} stays in use`);
    await client.query('SELECT pg_create_physical_replication_slot($1, true)', [slot]);
  });
}
