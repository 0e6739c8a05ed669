import { readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { copyTree } from './copy-tree';
import { EmbeddedPostgresError } from './embedded-postgres-error';
import { ensureLibraryLinks } from './library-links';
import { complaintOf, runTool } from './run-tool';
import type { ServerFolder } from './server-folder';
import type { ServerUser } from './server-user';
import { unless } from './system-error';

const PROBE_TIMEOUT_MS = 20_000;

/** Programs that the server's user can execute. */
export interface Binaries {
  readonly initdb: string;
  readonly postgres: string;
  /** `18` for 18.4. */
  readonly majorVersion: string;
}

/** The major version in the output of `postgres --version`. */
export function majorVersionIn(output: string): string {
  const version = /\(PostgreSQL\) (\d+)/.exec(output)?.[1];
  if (version === undefined) throw new Error(`not a version of PostgreSQL: ${output}`);
  return version;
}

async function probe(
  binariesDir: string,
  folder: ServerFolder,
  user: ServerUser | undefined,
): Promise<Binaries> {
  const postgres = join(binariesDir, 'bin', 'postgres');
  const run = { command: postgres, args: ['--version'], cwd: folder.path, user };
  const output = await runTool({ ...run, timeoutMs: PROBE_TIMEOUT_MS });
  const initdb = join(binariesDir, 'bin', 'initdb');
  return { initdb, postgres, majorVersion: majorVersionIn(output) };
}

const COPY_PREFIX = 'binaries-';

/** One copy per installed version: another version has another size or time. */
async function copyName(binariesDir: string): Promise<string> {
  const { size, mtimeMs } = await stat(join(binariesDir, 'bin', 'postgres'));
  return `${COPY_PREFIX}${size.toString(36)}-${Math.floor(mtimeMs).toString(36)}`;
}

async function copyBinaries(binariesDir: string, folder: ServerFolder): Promise<string> {
  const target = join(folder.path, await copyName(binariesDir));
  if (await unless(['ENOENT'], stat(target))) return target;
  const draft = `${target}.draft`;
  await rm(draft, { recursive: true, force: true });
  const include = (path: string) => !path.endsWith('.a') && !path.endsWith('pkgconfig');
  await copyTree(binariesDir, draft, {
    include,
    directoryMode: 0o755,
    fileMode: 0o755,
    owner: undefined,
  });
  await ensureLibraryLinks(draft);
  await rename(draft, target);
  return target;
}

async function usableInPlace(
  binariesDir: string,
  folder: ServerFolder,
  user: ServerUser | undefined,
): Promise<Binaries | undefined> {
  if (!(await ensureLibraryLinks(binariesDir))) return undefined;
  try {
    return await probe(binariesDir, folder, user);
  } catch {
    // Why does not matter: the copy is tried, and its failure is reported.
    return undefined;
  }
}

/**
 * Programs the server's user can execute: those in `binariesDir`, or else a copy beside the data, when the
 * checkout is out of that user's reach or read-only. Throws EMBEDDED_BINARIES_UNUSABLE.
 */
export async function usableBinaries(
  binariesDir: string,
  folder: ServerFolder,
  user: ServerUser | undefined,
): Promise<Binaries> {
  const inPlace = await usableInPlace(binariesDir, folder, user);
  if (inPlace) return inPlace;
  try {
    return await probe(await copyBinaries(binariesDir, folder), folder, user);
  } catch (error) {
    throw new EmbeddedPostgresError(
      'EMBEDDED_BINARIES_UNUSABLE',
      `The PostgreSQL programs of ${binariesDir} cannot run here (${complaintOf(error)}). They need glibc on Linux. Set DATABASE_URL to a PostgreSQL server of your own.`,
      { cause: error },
    );
  }
}

/** Removes copies of other versions, and copies that were interrupted. */
export async function removeOtherCopies(folder: ServerFolder, inUse: Binaries): Promise<void> {
  const copies = (await readdir(folder.path)).filter((name) => name.startsWith(COPY_PREFIX));
  const paths = copies.map((name) => join(folder.path, name));
  const others = paths.filter((path) => !inUse.postgres.startsWith(`${path}/`));
  await Promise.all(others.map((path) => rm(path, { recursive: true, force: true })));
}
