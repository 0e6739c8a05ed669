import { availableParallelism } from 'node:os';
import { FOUND_BY_INTERLEAVINGS } from './found-by-interleavings';
import { FOUND_BY_LOG_SPECS } from './found-by-log-specs';
import { FOUND_BY_SPECS } from './found-by-specs';
import type { Mutation } from './mutation';
import { outcomeOfInterleavings, outcomeOfSpec } from './outcomes';

/** One check to be left out, and how it is missed. */
interface Trial {
  readonly check: string;
  readonly run: () => Promise<string>;
}

function trials<T extends Mutation>(
  mutations: readonly T[],
  outcome: (mutation: T) => Promise<string>,
): readonly Trial[] {
  return mutations.map((each) => ({ check: each.check, run: () => outcome(each) }));
}

const TRIALS: readonly Trial[] = [
  ...trials(FOUND_BY_INTERLEAVINGS, outcomeOfInterleavings),
  ...trials([...FOUND_BY_LOG_SPECS, ...FOUND_BY_SPECS], outcomeOfSpec),
];

async function report({ check, run }: Trial): Promise<void> {
  const outcome = await run();
  if (outcome.startsWith('NOT CAUGHT')) process.exitCode = 1;
  console.log(`${outcome}: without "${check}"`);
}

/** Leaves out each check in turn, or those whose description has the words given. Every one must be missed. */
async function main(words: readonly string[]): Promise<void> {
  const waiting = TRIALS.filter(({ check }) => words.every((word) => check.includes(word)));
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next; next = waiting.shift()) await report(next);
  };
  await Promise.all(Array.from({ length: Math.ceil(availableParallelism() / 2) }, work));
}

void main(process.argv.slice(2));
