import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rename, rm, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

const execute = promisify(execFile);
const CACHE = resolve(__dirname, '..', '..', '..', 'node_modules', '.cache', 'strata');
const APT_TIMEOUT_MS = 180_000;

/** Packages unpacked side by side below one folder, as they would lie below `/`. */
export interface UnpackedPackages {
  readonly root: string;
  /** Folders of the libraries that came with them, for `LD_LIBRARY_PATH`. */
  readonly libraryPath: string;
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

/** Folders of apt that an ordinary user can write; what is installed is still read from the system. */
async function privateAptOptions(folder: string): Promise<string[]> {
  await mkdir(join(folder, 'state', 'lists', 'partial'), { recursive: true });
  await mkdir(join(folder, 'cache', 'archives', 'partial'), { recursive: true });
  const options = {
    'Dir::State': join(folder, 'state'),
    'Dir::Cache': join(folder, 'cache'),
    'Dir::State::status': '/var/lib/dpkg/status',
    'APT::Sandbox::User': '',
  };
  return Object.entries(options).flatMap(([name, value]) => ['-o', `${name}=${value}`]);
}

/** The packages in the output of `apt-get --simulate install`. */
export function packagesToInstall(simulation: string): string[] {
  return [...simulation.matchAll(/^Inst (\S+)/gm)].map((match) => match[1] ?? '');
}

async function download(folder: string, packages: readonly string[]): Promise<void> {
  const options = await privateAptOptions(folder);
  const apt = (...args: string[]) =>
    execute('apt-get', [...options, ...args], { cwd: folder, timeout: APT_TIMEOUT_MS });
  await apt('update');
  const install = ['install', '--simulate', '--reinstall', '--no-install-recommends', ...packages];
  await apt('download', ...packagesToInstall((await apt(...install)).stdout));
}

async function unpack(folder: string, target: string): Promise<void> {
  const archives = (await readdir(folder)).filter((name) => name.endsWith('.deb'));
  for (const name of archives)
    await execute('dpkg-deb', ['--extract', join(folder, name), target], { cwd: folder });
}

async function libraryFolders(root: string): Promise<string[]> {
  const parents = [join(root, 'usr', 'lib'), join(root, 'lib')];
  const nested = parents.map(async (parent) => {
    const names = (await exists(parent)) ? await readdir(parent) : [];
    return names.filter((name) => name.endsWith('-linux-gnu')).map((name) => join(parent, name));
  });
  return [...parents, ...(await Promise.all(nested)).flat()];
}

async function describe(root: string): Promise<UnpackedPackages> {
  return { root, libraryPath: (await libraryFolders(root)).join(':') };
}

/**
 * Fetches packages, with what they need and is not installed, from the distribution without root, on Debian and
 * its kin; the next time the unpacked copy is there. Packages that are installed are fetched all the same. Several
 * runs may do so at once: the first to finish wins. Rejects with what apt said.
 *
 * @param name of the folder that keeps them; one name always stands for the same packages
 */
export async function unpackedPackages(
  name: string,
  packages: readonly string[],
): Promise<UnpackedPackages> {
  const target = join(CACHE, `${name}-${process.arch}`);
  if (await exists(target)) return describe(target);
  await mkdir(CACHE, { recursive: true });
  const draft = await mkdtemp(join(CACHE, `${name}-draft-`));
  try {
    const root = join(draft, 'root');
    await download(draft, packages);
    await unpack(draft, root);
    await rename(root, target).catch(async (error: unknown) => {
      if (!(await exists(target))) throw error;
    });
    return await describe(target);
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}
