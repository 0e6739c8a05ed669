import { randomBytes } from 'node:crypto';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { EmbeddedPostgresError } from './embedded-postgres-error';
import type { ServerFolder } from './server-folder';
import { unless } from './system-error';

/** Makes the password of a new cluster: 192 random bits in characters that need no escaping anywhere. */
export async function createPassword(folder: ServerFolder): Promise<string> {
  const password = randomBytes(24).toString('base64url');
  const draft = `${folder.passwordFile}.draft`;
  await writeFile(draft, password, { mode: 0o600, flush: true });
  await rename(draft, folder.passwordFile);
  return password;
}

/** The password of an existing cluster. Throws EMBEDDED_DATA_DIR_FOREIGN when it is lost. */
export async function readPassword(folder: ServerFolder): Promise<string> {
  const password = await unless(['ENOENT'], readFile(folder.passwordFile, 'utf8'));
  if (password) return password;
  throw new EmbeddedPostgresError(
    'EMBEDDED_DATA_DIR_FOREIGN',
    `The password of the cluster in ${folder.path} is missing. Restore ${folder.passwordFile}, or move the folder away.`,
  );
}
