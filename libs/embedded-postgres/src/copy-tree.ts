import { constants, type Dirent } from 'node:fs';
import { chmod, copyFile, mkdir, readdir, readlink, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { giveTo, type ServerUser } from './server-user';
import { unless } from './system-error';

/** What is copied, and how the copy is protected. */
export interface CopyRules {
  /** False leaves out an entry, and all below it; `path` is relative to the top. */
  readonly include: (path: string) => boolean;
  readonly directoryMode: number;
  readonly fileMode: number;
  readonly owner: ServerUser | undefined;
}

async function copyPlainFile(from: string, to: string, rules: CopyRules): Promise<void> {
  await copyFile(from, to, constants.COPYFILE_FICLONE);
  await chmod(to, rules.fileMode);
  await giveTo(rules.owner, to);
}

async function copyEntry(
  from: string,
  to: string,
  entry: Dirent,
  rules: CopyRules,
  path: string,
): Promise<void> {
  if (entry.isDirectory()) await copyTree(from, to, rules, path);
  else if (entry.isSymbolicLink()) await symlink(await readlink(join(from, path)), join(to, path));
  else if (entry.isFile())
    await unless(['ENOENT'], copyPlainFile(join(from, path), join(to, path), rules));
}

/** Copies a folder that may be in use: a file that vanishes meanwhile is left out. `to` must not exist. */
export async function copyTree(
  from: string,
  to: string,
  rules: CopyRules,
  path = '',
): Promise<void> {
  const target = join(to, path);
  await mkdir(target);
  await chmod(target, rules.directoryMode);
  await giveTo(rules.owner, target);
  const listed = readdir(join(from, path), { withFileTypes: true });
  const copies = ((await unless(['ENOENT'], listed)) ?? []).map(async (entry) => {
    const below = join(path, entry.name);
    if (rules.include(below)) await copyEntry(from, to, entry, rules, below);
  });
  await Promise.all(copies);
}
