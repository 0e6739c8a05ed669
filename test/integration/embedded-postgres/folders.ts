import { chmod, chown, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { EmbeddedPostgresOptions } from '@strata/embedded-postgres';
import { testVariable } from '../../support/environment';

const folders: string[] = [];

afterAll(async () => {
  await Promise.all(folders.map((folder) => rm(folder, { recursive: true, force: true })));
});

/** A new folder, for the test file that asks; a server that is left in it ends with the test run. */
export async function newFolder(owner?: number): Promise<string> {
  const folder = await mkdtemp(join(testVariable('TEST_RUN_DIR'), 'embedded-'));
  folders.push(folder);
  await chmod(folder, 0o711);
  if (owner !== undefined) await chown(folder, owner, owner);
  return folder;
}

/** Options for a server in a folder of its own, with every promise about its data kept. */
export async function newOptions(owner?: number): Promise<EmbeddedPostgresOptions> {
  const parent = await newFolder(owner);
  return { dataDir: join(parent, 'data'), rootDataParent: parent, database: 'app' };
}

/** The same for tests in which nothing needs to survive a power cut: quicker. */
export async function quickOptions(owner?: number): Promise<EmbeddedPostgresOptions> {
  return { ...(await newOptions(owner)), settings: { fsync: 'off' } };
}
