import { appendFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Client } from 'pg';
import { SUPERUSER } from './cluster';
import { copyTree } from './copy-tree';
import { giveTo, type ServerUser } from './server-user';
import { withSession, type Address } from './session';

/** Their contents belong to one running server (manual: "Backing Up the Data Directory"). */
const EMPTIED =
  /^(?:pg_wal|pg_replslot|pg_dynshmem|pg_notify|pg_serial|pg_snapshots|pg_stat_tmp|pg_subtrans)\//;
const LEFT_OUT = /(?:^|\/)(?:postmaster\.pid|postmaster\.opts|pg_internal\.init.*|pgsql_tmp.*)$/;

/** True for what a copy of a running cluster must hold; `path` is relative to the cluster. */
export function belongsToBackup(path: string): boolean {
  return !EMPTIED.test(path) && !LEFT_OUT.test(path);
}

/** Copies the cluster in the session that began the backup, and answers its label file. */
async function copyDuringBackup(
  client: Client,
  from: string,
  to: string,
  user: ServerUser | undefined,
): Promise<string> {
  await client.query("SELECT pg_backup_start('embedded replica', fast => true)");
  const rules = { include: belongsToBackup, directoryMode: 0o700, fileMode: 0o600, owner: user };
  await copyTree(from, to, rules);
  const stopped = await client.query<{ labelfile: string }>(
    'SELECT labelfile FROM pg_backup_stop(wait_for_archive => false)',
  );
  const label = stopped.rows[0]?.labelfile;
  if (label === undefined) throw new Error('the backup has no label');
  return label;
}

/** What makes the copy follow its primary. The password stays out of the command line. */
export function standbySettings(primary: Address, slot: string): string {
  const { port, password } = primary;
  const target = `host=127.0.0.1 port=${port} user=${SUPERUSER} password=${password}`;
  return `primary_conninfo = '${target} application_name=${slot}'\nprimary_slot_name = '${slot}'\n`;
}

/** Copies the running `cluster` to `copy`, ready to be started as its replica through replication slot `slot`. */
export async function backUpAsReplica(
  primary: Address,
  slot: string,
  cluster: string,
  copy: string,
  user: ServerUser | undefined,
): Promise<void> {
  await rm(copy, { recursive: true, force: true });
  const label = await withSession(primary, (client) =>
    copyDuringBackup(client, cluster, copy, user),
  );
  await writeFile(join(copy, 'backup_label'), label, { mode: 0o600 });
  await writeFile(join(copy, 'standby.signal'), '', { mode: 0o600 });
  await appendFile(join(copy, 'postgresql.auto.conf'), standbySettings(primary, slot));
  await giveTo(user, join(copy, 'backup_label'));
  await giveTo(user, join(copy, 'standby.signal'));
}
