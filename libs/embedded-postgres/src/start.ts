import { removeOtherCopies, usableBinaries } from './binaries';
import { createCluster, removeDrafts } from './cluster';
import { EmbeddedPostgres } from './embedded-postgres';
import { launch } from './launch';
import { stopLeftoverServer } from './leftover-server';
import { timeoutsOf, type EmbeddedPostgresOptions } from './options';
import { OwnerLock } from './owner-lock';
import { readPassword } from './password';
import { packagedBinaries } from './platform-package';
import { removeLeftoverReplicas, SLOT_PREFIX, type PrimaryContext } from './replica';
import { dropIdleSlots } from './replication-slot';
import { openServerFolder, type ServerFolder } from './server-folder';
import type { ServerProcess, ServerRun } from './server-process';
import { serverUser } from './server-user';
import { ensureDatabase } from './session';
import { clusterVersion, refuseForeignData } from './version-guard';

/** Makes the folder fit for a start: nothing of a killed run is left, and it holds a cluster of our version. */
async function prepareRun(
  options: EmbeddedPostgresOptions,
  folder: ServerFolder,
): Promise<Omit<ServerRun, 'port'>> {
  const user = serverUser();
  const timeouts = timeoutsOf(options);
  const binaries = await usableBinaries(options.binariesDir ?? packagedBinaries(), folder, user);
  await refuseForeignData(folder, binaries.majorVersion);
  await removeLeftoverReplicas(folder, timeouts);
  await stopLeftoverServer(folder.cluster, timeouts.stopTimeoutMs);
  await removeDrafts(folder);
  await removeOtherCopies(folder, binaries);
  const durable = options.settings?.fsync !== 'off';
  if ((await clusterVersion(folder.cluster)) === undefined)
    await createCluster({ folder, binaries, user, durable });
  return {
    binaries,
    cluster: folder.cluster,
    logFile: folder.logFile,
    workingDirectory: folder.path,
    user,
    settings: options.settings ?? {},
  };
}

async function openDatabase(
  server: ServerProcess,
  lock: OwnerLock,
  context: PrimaryContext,
): Promise<EmbeddedPostgres> {
  try {
    await dropIdleSlots({ ...context.address, database: 'postgres' }, SLOT_PREFIX);
    const created = await ensureDatabase(context.address);
    return new EmbeddedPostgres(server, lock, context, created);
  } catch (error) {
    await server.stop(context.timeouts.stopTimeoutMs);
    throw error;
  }
}

async function startOwned(
  options: EmbeddedPostgresOptions,
  folder: ServerFolder,
  lock: OwnerLock,
): Promise<EmbeddedPostgres> {
  const run = await prepareRun(options, folder);
  const password = await readPassword(folder);
  const timeouts = timeoutsOf(options);
  const { server, port } = await launch(run, options.port, timeouts);
  const address = { port, password, database: options.database };
  return openDatabase(server, lock, { address, folder, run, timeouts });
}

/**
 * Starts a real PostgreSQL server on 127.0.0.1 that keeps its data between starts. It goes on after a process
 * that was killed; two processes on one folder are told apart, and the second is refused.
 * Throws {@link EmbeddedPostgresError}.
 */
export async function startEmbeddedPostgres(
  options: EmbeddedPostgresOptions,
): Promise<EmbeddedPostgres> {
  const folder = await openServerFolder(options);
  const lock = await OwnerLock.acquire(folder.path);
  try {
    return await startOwned(options, folder, lock);
  } catch (error) {
    await lock.release();
    throw error;
  }
}
