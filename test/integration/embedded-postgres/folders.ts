import { chmod, chown, mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import type { EmbeddedPostgresOptions } from '@strata/embedded-postgres';
import { testVariable } from '../../support/environment';

/** A new folder of the test run; what is left in it, servers too, ends with the run. */
export async function newFolder(owner?: number): Promise<string> {
  const folder = await mkdtemp(join(testVariable('TEST_RUN_DIR'), 'embedded-'));
  await chmod(folder, 0o711);
  if (owner !== undefined) await chown(folder, owner, owner);
  return folder;
}

/** Options for a server in a folder of its own. */
export async function newOptions(owner?: number): Promise<EmbeddedPostgresOptions> {
  const parent = await newFolder(owner);
  return { dataDir: join(parent, 'data'), rootDataParent: parent, database: 'app' };
}
