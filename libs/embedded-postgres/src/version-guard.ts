import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { EmbeddedPostgresError } from './embedded-postgres-error';
import type { ServerFolder } from './server-folder';
import { unless } from './system-error';

/** The major version that wrote the cluster in `folder`; undefined when there is no cluster. */
export async function clusterVersion(folder: string): Promise<string | undefined> {
  return (await unless(['ENOENT'], readFile(join(folder, 'PG_VERSION'), 'utf8')))?.trim();
}

function mismatch(path: string, found: string, ours: string): EmbeddedPostgresError {
  return new EmbeddedPostgresError(
    'EMBEDDED_VERSION_MISMATCH',
    `The data in ${path} are of PostgreSQL ${found}, the embedded server is PostgreSQL ${ours}. ` +
      `Dump them with PostgreSQL ${found} (pg_dumpall) and load the dump here, move the folder away to start ` +
      `empty, or run PostgreSQL ${found} yourself and set DATABASE_URL.`,
  );
}

/**
 * Refuses data that this server must not touch. Throws EMBEDDED_VERSION_MISMATCH for another major version and
 * EMBEDDED_DATA_DIR_FOREIGN when the folder that was asked for is itself a cluster.
 */
export async function refuseForeignData(folder: ServerFolder, ourVersion: string): Promise<void> {
  const places = new Set([folder.cluster, join(folder.requested, 'postgres'), folder.requested]);
  for (const place of places) {
    const found = await clusterVersion(place);
    if (found !== undefined && found !== ourVersion) throw mismatch(place, found, ourVersion);
  }
  if ((await clusterVersion(folder.requested)) === undefined) return;
  throw new EmbeddedPostgresError(
    'EMBEDDED_DATA_DIR_FOREIGN',
    `${folder.requested} is the data folder of another PostgreSQL server. Choose an empty folder, or run that server and set DATABASE_URL.`,
  );
}
