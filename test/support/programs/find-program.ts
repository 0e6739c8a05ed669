import { execFile } from 'node:child_process';
import { access, constants } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { unpackedPackages } from './debian-packages';

const execute = promisify(execFile);
const USUAL_FOLDERS = [
  '/usr/local/bin',
  '/usr/bin',
  '/usr/local/sbin',
  '/usr/sbin',
  '/opt/homebrew/bin',
];
const PROBE_TIMEOUT_MS = 20_000;

/** A server or tool that the tests start, and where it comes from when it is not installed. */
export interface ProgramSource {
  /** File names under which it may be installed, the preferred one first. */
  readonly names: readonly string[];
  /** Debian packages that hold it. */
  readonly packages: readonly string[];
  /** Where the packages keep it, e.g. `usr/sbin/nginx`. */
  readonly path: string;
  /** Arguments that make it print its version and end. */
  readonly versionArgs: readonly string[];
}

/** A program that runs here. */
export interface Program {
  readonly command: string;
  readonly env: NodeJS.ProcessEnv;
}

/** The program as it is installed. Rejects when it is not. */
export async function installedProgram(source: ProgramSource): Promise<Program> {
  const folders = [...(process.env.PATH ?? '').split(delimiter), ...USUAL_FOLDERS];
  const candidates = source.names.flatMap((name) => folders.map((folder) => join(folder, name)));
  for (const command of candidates) {
    if (await isExecutable(command)) return working({ command, env: process.env }, source);
  }
  throw new Error(`${source.names.join(' or ')} is not on PATH`);
}

/** The program from the distribution's packages, unpacked without root. Rejects where there is no apt. */
export async function fetchedProgram(source: ProgramSource): Promise<Program> {
  const [name = ''] = source.names;
  const { root, libraryPath } = await unpackedPackages(name, source.packages);
  const env = { ...process.env, LD_LIBRARY_PATH: libraryPath };
  return working({ command: join(root, source.path), env }, source);
}

/** The program, installed or fetched. Rejects with what was tried. */
export async function findProgram(source: ProgramSource): Promise<Program> {
  try {
    return await installedProgram(source);
  } catch (notInstalled) {
    try {
      return await fetchedProgram(source);
    } catch (notFetched) {
      throw new Error(
        `The tests need ${source.names.join(' or ')}. Install it (Debian: apt-get install ` +
          `${source.packages.join(' ')}). Tried:\n- ${String(notInstalled)}\n- ${String(notFetched)}`,
        { cause: notFetched },
      );
    }
  }
}

async function working(program: Program, { versionArgs }: ProgramSource): Promise<Program> {
  await execute(program.command, versionArgs, { env: program.env, timeout: PROBE_TIMEOUT_MS });
  return program;
}

async function isExecutable(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}
