import { execFile } from 'node:child_process';
import { access, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { testVariable } from './environment';
import { eventually } from './eventually';

const ROOT = resolve(__dirname, '../..');
/** A compilation beside other tests takes its time. */
const BUILD_TIMEOUT_MS = 600_000;

/** Compiles the service when its sources are newer than what was compiled last; once, whoever asks first. */
export async function buildService(): Promise<void> {
  const folder = testVariable('TEST_RUN_DIR');
  const built = join(folder, 'built');
  const isFirst = await writeFile(join(folder, 'building'), '', { flag: 'wx' }).then(
    () => true,
    () => false,
  );
  if (isFirst) {
    const script = join(ROOT, 'apps/cli/ensure-built.js');
    await promisify(execFile)(process.execPath, [script], { cwd: ROOT });
    await writeFile(built, '');
  }
  await eventually(() => access(built), { timeoutMs: BUILD_TIMEOUT_MS });
}
