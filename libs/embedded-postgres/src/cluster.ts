import { randomBytes } from 'node:crypto';
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Binaries } from './binaries';
import { EmbeddedPostgresError } from './embedded-postgres-error';
import { createPassword } from './password';
import { complaintOf, runTool } from './run-tool';
import type { ServerFolder } from './server-folder';
import { giveTo, type ServerUser } from './server-user';

/** The one account of an embedded server. */
export const SUPERUSER = 'postgres';

const INITDB_TIMEOUT_MS = 120_000;
/** Removing a folder in which a killed start's initdb still writes takes a few rounds. */
const REMOVAL = { recursive: true, force: true, maxRetries: 10, retryDelay: 100 } as const;

/** Unicode rules that are the same on every platform; passwords are asked for on every connection. */
const INITDB_ARGS = [
  `--username=${SUPERUSER}`,
  '--encoding=UTF8',
  '--locale=C',
  '--locale-provider=builtin',
  '--builtin-locale=C.UTF-8',
  '--auth=scram-sha-256',
  '--set=timezone=UTC',
  '--set=log_timezone=UTC',
  // A replica that died without giving up its slot must not make the primary keep its log for ever.
  '--set=max_slot_wal_keep_size=1GB',
];

/** What a cluster is made with. */
export interface ClusterMaking {
  readonly folder: ServerFolder;
  readonly binaries: Binaries;
  readonly user: ServerUser | undefined;
  /** False saves the wait for the disk, for a server that runs without fsync too. */
  readonly durable: boolean;
}

function draftPrefix(folder: ServerFolder): string {
  return `${basename(folder.cluster)}.new-`;
}

/** Removes what a start that was killed half-way left behind. */
export async function removeDrafts(folder: ServerFolder): Promise<void> {
  const names = await readdir(folder.path);
  const drafts = names.filter((name) => name.startsWith(draftPrefix(folder)));
  await Promise.all(drafts.map((name) => rm(join(folder.path, name), REMOVAL)));
}

async function initialise(
  draft: string,
  passwordFile: string,
  making: ClusterMaking,
): Promise<void> {
  const { binaries, folder, user } = making;
  await mkdir(draft, { mode: 0o700 });
  await giveTo(user, draft);
  await writeFile(passwordFile, await createPassword(folder), { flag: 'wx', mode: 0o600 });
  await giveTo(user, passwordFile);
  const sync = making.durable ? [] : ['--no-sync'];
  await runTool({
    command: binaries.initdb,
    args: [...INITDB_ARGS, ...sync, `--pgdata=${draft}`, `--pwfile=${passwordFile}`],
    cwd: folder.path,
    user,
    timeoutMs: INITDB_TIMEOUT_MS,
  });
}

/** Makes a cluster under another name and renames it, so that it is there whole or not at all. */
export async function createCluster(making: ClusterMaking): Promise<void> {
  const { folder } = making;
  const draft = join(folder.path, `${draftPrefix(folder)}${randomBytes(6).toString('hex')}`);
  const passwordFile = `${draft}-password`;
  try {
    await initialise(draft, passwordFile, making);
    await rename(draft, folder.cluster);
  } catch (error) {
    throw new EmbeddedPostgresError(
      'EMBEDDED_INIT_FAILED',
      `The data folder ${folder.path} could not be initialised: ${complaintOf(error)}`,
      { cause: error },
    );
  } finally {
    await rm(passwordFile, { force: true });
    await rm(draft, REMOVAL);
  }
}
