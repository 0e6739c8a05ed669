import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describeSettings, renderEnvExample, renderSettingsTable } from '@strata/config';

const BEGIN = '<!-- settings:begin -->';
const END = '<!-- settings:end -->';

/** A file that is generated from the settings, wholly or in part. */
interface GeneratedFile {
  readonly path: string;
  /** What the file should be, given what it is ('' when there is none). */
  readonly render: (current: string) => string;
}

const FILES: readonly GeneratedFile[] = [
  { path: '.env.example', render: () => renderEnvExample(describeSettings()) },
  { path: 'README.md', render: withSettingsTable },
];

/**
 * Writes `.env.example` and the settings table of `README.md` below `root` from the declared settings;
 * with `--check` writes nothing and fails when they differ. Returns the exit code.
 */
export function settingsDoc(args: readonly string[], root: string): number {
  const unknown = args.filter((argument) => argument !== '--check');
  if (unknown.length > 0) return fail('Usage: settings-doc [--check]');
  try {
    const outdated = FILES.filter((file) => !isCurrent(file, root));
    return args.includes('--check') ? report(outdated) : write(outdated, root);
  } catch (error) {
    return fail(error instanceof Error ? error.message : String(error));
  }
}

/** `readme` with the settings table between its markers. */
export function withSettingsTable(readme: string): string {
  const [before, rest, ...more] = readme.split(BEGIN);
  const [, after, ...extra] = rest?.split(END) ?? [];
  if (before === undefined || after === undefined || more.length + extra.length > 0) {
    throw new Error(`README.md needs exactly one pair of lines ${BEGIN} and ${END}.`);
  }
  return `${before}${BEGIN}\n\n${renderSettingsTable(describeSettings())}\n\n${END}${after}`;
}

function isCurrent({ path, render }: GeneratedFile, root: string): boolean {
  const current = read(resolve(root, path));
  return current === render(current);
}

function report(outdated: readonly GeneratedFile[]): number {
  if (outdated.length === 0) return 0;
  const names = outdated.map(({ path }) => path).join(' and ');
  return fail(`${names}: not what the settings say. Run settings-doc without --check.`);
}

function write(outdated: readonly GeneratedFile[], root: string): number {
  for (const { path, render } of outdated) {
    const target = resolve(root, path);
    writeFileSync(target, render(read(target)));
    console.log(`${path} written`);
  }
  return 0;
}

function read(path: string): string {
  return existsSync(path) ? readFileSync(path, 'utf8') : '';
}

function fail(message: string): number {
  console.error(message);
  return 1;
}

if (require.main === module) process.exitCode = settingsDoc(process.argv.slice(2), process.cwd());
