import { chown } from 'node:fs/promises';

/** The user a server runs as when it may not run as the caller. */
export interface ServerUser {
  readonly uid: number;
  readonly gid: number;
}

/** `nobody`: exists everywhere, so that no user has to be created. macOS numbers it -2. */
function nobody(): ServerUser {
  const id = process.platform === 'darwin' ? -2 : 65_534;
  return { uid: id, gid: id };
}

/** PostgreSQL refuses to run as root; undefined for everybody else, who runs it as himself. */
export function serverUser(): ServerUser | undefined {
  return process.geteuid?.() === 0 ? nobody() : undefined;
}

/** Hands `path` to the server's user; nothing to do when that is the caller. */
export async function giveTo(user: ServerUser | undefined, path: string): Promise<void> {
  // chown wants the unsigned number, spawn the signed one.
  if (user) await chown(path, user.uid >>> 0, user.gid >>> 0);
}
