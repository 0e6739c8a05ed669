import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { MUTATIONS, type Mutation } from './mutations';

/** Histories within which a missing check has to be found. */
const HISTORIES = '4000';

const HOOK = join(__dirname, 'mutating-hook.js');
const SUITE = join(__dirname, '../support/interleavings/run.ts');

/** Runs the interleavings with one check left out. Resolves to what became of it. */
async function outcomeWithout({ file, text, replacement }: Mutation): Promise<string> {
  const child = spawn(process.execPath, ['-r', HOOK, SUITE, HISTORIES], {
    env: { ...process.env, MUTATION: JSON.stringify([file, text, replacement]) },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (part: string) => (said += part));
  await once(child, 'exit');
  if (!/Served \d+, and had applied \d+/.test(said)) return `NOT CAUGHT ${said.slice(0, 200)}`;
  return `caught after ${/after (\d+) tests?/.exec(said)?.[1] ?? '?'} histories`;
}

/** Leaves out each check in turn. Every one must be missed. */
async function main(): Promise<void> {
  for (const mutation of MUTATIONS) {
    const outcome = await outcomeWithout(mutation);
    if (outcome.startsWith('NOT CAUGHT')) process.exitCode = 1;
    console.log(`${outcome}: without "${mutation.check}"`);
  }
}

void main();
