import { createHash, randomBytes } from 'node:crypto';
import { chmod, lstat, mkdir, readFile, realpath, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { EmbeddedPostgresError } from './embedded-postgres-error';
import type { EmbeddedPostgresOptions } from './options';
import { serverUser } from './server-user';
import { unless } from './system-error';

/** Where one server keeps everything: `postgres` is the cluster, the rest lies beside it. */
export interface ServerFolder {
  /** The folder as a whole; the server's user can reach it. */
  readonly path: string;
  /** The folder that was asked for; differs from `path` when the caller is root. */
  readonly requested: string;
  readonly cluster: string;
  readonly passwordFile: string;
  readonly logFile: string;
}

/**
 * Random name of this data folder, kept in it. With it a new checkout in the place of a deleted one starts
 * empty, and a copied checkout has data of its own.
 */
async function instanceId(requested: string): Promise<string> {
  const file = join(requested, 'instance-id');
  await unless(['EEXIST'], writeFile(file, randomBytes(16).toString('hex'), { flag: 'wx' }));
  return readFile(file, 'utf8');
}

/** Refuses a folder that another user could have prepared. */
async function refuseUnlessOurs(path: string): Promise<void> {
  const found = await lstat(path);
  const isOurs = found.isDirectory() && found.uid === process.geteuid?.();
  if (isOurs && (found.mode & 0o022) === 0) return;
  throw new EmbeddedPostgresError(
    'EMBEDDED_DATA_DIR_UNSAFE',
    `${path} is not a folder that only root can change. Remove it, or set DATABASE_URL.`,
  );
}

/**
 * Root's data lie outside the checkout, which may be under a home folder that the server's user cannot enter.
 * The default is /var/lib rather than /var/tmp: the latter is writable for all and emptied by age.
 */
async function folderForRoot(requested: string, parent: string): Promise<string> {
  const identity = `${await realpath(requested)}\n${await instanceId(requested)}`;
  const digest = createHash('sha256').update(identity).digest('hex').slice(0, 16);
  const path = join(resolve(parent), `embedded-postgres-${digest}`);
  await mkdir(parent, { recursive: true });
  await unless(['EEXIST'], mkdir(path, { mode: 0o700 }));
  await refuseUnlessOurs(path);
  // The server's user may pass through, whatever the caller's umask, but not look around.
  await chmod(path, 0o711);
  // Tells whoever finds the folder whose it is.
  await writeFile(join(path, 'requested-as'), `${requested}\n`);
  return path;
}

async function createFolder(requested: string, parent: string): Promise<string> {
  await mkdir(requested, { recursive: true, mode: 0o700 });
  return serverUser() ? folderForRoot(requested, parent) : realpath(requested);
}

/** Makes or finds the server's folder. Throws EMBEDDED_DATA_DIR_UNUSABLE, EMBEDDED_DATA_DIR_UNSAFE. */
export async function openServerFolder(options: EmbeddedPostgresOptions): Promise<ServerFolder> {
  const requested = resolve(options.dataDir);
  try {
    const path = await createFolder(requested, options.rootDataParent ?? '/var/lib');
    return {
      path,
      requested,
      cluster: join(path, 'postgres'),
      passwordFile: join(path, 'postgres-password'),
      logFile: join(path, 'postgres.log'),
    };
  } catch (error) {
    if (error instanceof EmbeddedPostgresError) throw error;
    throw new EmbeddedPostgresError(
      'EMBEDDED_DATA_DIR_UNUSABLE',
      `The data folder ${requested} cannot be used. Check its owner, or choose another one.`,
      { cause: error },
    );
  }
}
