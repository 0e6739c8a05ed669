import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { MUTATIONS, type Mutation } from './mutations';

/** Histories within which a missing check has to be found. */
const HISTORIES = '10000';

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
  const verdict = /Served (\d+|nothing), and [^.]*/.exec(said)?.[0];
  if (verdict === undefined) return `NOT CAUGHT ${said.slice(0, 200)}`;
  return `caught after ${/after (\d+) tests?/.exec(said)?.[1] ?? '?'} histories ("${verdict}")`;
}

async function report(mutation: Mutation): Promise<void> {
  const outcome = await outcomeWithout(mutation);
  if (outcome.startsWith('NOT CAUGHT')) process.exitCode = 1;
  console.log(`${outcome}: without "${mutation.check}"`);
}

/** Leaves out each check in turn, or those whose description has the words given. Every one must be missed. */
async function main(words: readonly string[]): Promise<void> {
  const waiting = MUTATIONS.filter(({ check }) => words.every((word) => check.includes(word)));
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next; next = waiting.shift()) await report(next);
  };
  await Promise.all(Array.from({ length: Math.ceil(availableParallelism() / 2) }, work));
}

void main(process.argv.slice(2));
