import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { backUpAsReplica } from './base-backup';
import { EmbeddedPostgresError } from './embedded-postgres-error';
import { launch } from './launch';
import { stopLeftoverServer } from './leftover-server';
import type { ReplicaOptions, Timeouts } from './options';
import { createSlot } from './replication-slot';
import type { ServerFolder } from './server-folder';
import type { ServerRun } from './server-process';
import { connectionString, type Address } from './session';
import { messageOf } from './system-error';

const NAME = /^[a-z0-9_]{1,32}$/;
const FOLDER = /^replica-[a-z0-9_]{1,32}$/;

/** What the slots of replicas begin with. */
export const SLOT_PREFIX = 'replica_';

/** The primary that a replica is made of. */
export interface PrimaryContext {
  readonly address: Address;
  readonly folder: ServerFolder;
  readonly run: Omit<ServerRun, 'port'>;
  readonly timeouts: Timeouts;
}

/** A read-only server that follows an embedded one. It lives as long as the primary runs, at most. */
export interface EmbeddedReplica {
  readonly connectionString: string;
  readonly port: number;
  /** The folder of its cluster. */
  readonly dataDir: string;
  /** Stops the replica and removes its folder. May be called again. */
  stop(): Promise<void>;
}

/** Stops and removes replicas that a killed process left behind: a replica is made anew whenever it is needed. */
export async function removeLeftoverReplicas(
  folder: ServerFolder,
  timeouts: Timeouts,
): Promise<void> {
  const names = (await readdir(folder.path)).filter((name) => FOLDER.test(name));
  for (const name of names) {
    await stopLeftoverServer(join(folder.path, name), timeouts.stopTimeoutMs);
    await rm(join(folder.path, name), { recursive: true, force: true });
  }
}

async function launchReplica(
  primary: PrimaryContext,
  options: Omit<ReplicaOptions, 'name'>,
  cluster: string,
): Promise<EmbeddedReplica> {
  const settings = { ...primary.run.settings, ...options.settings };
  const run = { ...primary.run, cluster, logFile: `${cluster}.log`, settings };
  const { server, port } = await launch(run, options.port, primary.timeouts);
  return {
    connectionString: connectionString({ ...primary.address, port }),
    port,
    dataDir: cluster,
    stop: async () => {
      await server.stop(primary.timeouts.stopTimeoutMs);
      await rm(cluster, { recursive: true, force: true });
    },
  };
}

/** Copies the running primary and starts the copy as its replica. Throws EMBEDDED_REPLICA_FAILED. */
export async function startReplica(
  primary: PrimaryContext,
  name: string,
  options: Omit<ReplicaOptions, 'name'>,
): Promise<EmbeddedReplica> {
  if (!NAME.test(name)) throw new TypeError(`"${name}" cannot name a replica: ${NAME.source}`);
  const slot = `${SLOT_PREFIX}${name}`;
  const cluster = join(primary.folder.path, `replica-${name}`);
  try {
    await createSlot(primary.address, slot);
    await backUpAsReplica(primary.address, slot, primary.run.cluster, cluster, primary.run.user);
    return await launchReplica(primary, options, cluster);
  } catch (error) {
    await rm(cluster, { recursive: true, force: true });
    throw new EmbeddedPostgresError(
      'EMBEDDED_REPLICA_FAILED',
      `The replica "${name}" could not be started: ${messageOf(error)}`,
      { cause: error },
    );
  }
}
