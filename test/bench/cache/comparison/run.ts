import { cpus, loadavg } from 'node:os';
import { TestRun } from '../../../support/test-run';
import { installPeers } from '../../peers';
import { spreadOf } from '../../statistics';
import { type Cell, duration, type Row } from './row';
import { coherenceRows } from './rows/coherence';
import { loadingRows } from './rows/loading';
import { redisFaultRows } from './rows/redis-faults';
import { speedRows } from './rows/speed';
import { Scene } from './scene';
import { type SubjectName, SUBJECTS } from './subject';
import { WorkerCrashed } from './worker-process';

const LIMIT_MS = 15_000;

/**
 * Prints what caches do under load and under faults, each cell with a Redis and processes of its own:
 * `npm run bench:cache [-- --quick] [-- words of the rows' titles]`.
 */
async function main(words: readonly string[]): Promise<void> {
  await installPeers(new AbortController().signal);
  const run = await TestRun.open();
  process.env.TEST_RUN_DIR = run.folder;
  const quick = words.includes('--quick');
  const wanted = words.filter((word) => !word.startsWith('--'));
  try {
    printHeading();
    for (const row of [...speedRows, ...loadingRows, ...redisFaultRows, ...coherenceRows]) {
      if (wanted.every((word) => row.title.includes(word))) await printRow(row, quick);
    }
    print('', `Load of the machine at the end: ${load()}.`);
  } finally {
    await run.close();
  }
}

function printHeading(): void {
  const model = cpus()[0]?.model ?? 'unknown processor';
  print(`Node.js ${process.version}, ${String(cpus().length)} × ${model}, load ${load()}.`, '');
  print(
    `| | target | ${[...SUBJECTS, 'bare'].join(' | ')} |`,
    `|${'---|'.repeat(SUBJECTS.length + 3)}`,
  );
}

async function printRow(row: Row, quick: boolean): Promise<void> {
  const subjects: readonly SubjectName[] = row.withBare ? [...SUBJECTS, 'bare'] : SUBJECTS;
  const cells = new Map<SubjectName, Cell[]>(subjects.map((name) => [name, []]));
  for (let round = 0; round < (quick ? 1 : (row.rounds ?? 1)); round += 1) {
    for (const subject of subjects) cells.get(subject)?.push(await cell(row, subject, quick));
  }
  const texts = subjects.map((subject) => summary(row, cells.get(subject) ?? []));
  if (!row.withBare) texts.push('');
  const title = (quick ? row.quickTitle : undefined) ?? row.title;
  print(`| ${[title, row.target, ...texts].join(' | ')} |`);
}

/** A cell that hangs is cut off; what fails says so. */
async function cell(row: Row, subject: SubjectName, quick: boolean): Promise<Cell> {
  const limitMs = row.limitMs ?? LIMIT_MS;
  const scene = await Scene.start(subject, quick);
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<string>((resolve) => {
    timer = setTimeout(() => resolve(`> ${duration(limitMs)}`), limitMs);
  });
  try {
    return await Promise.race([row.cell(scene).catch(failure), limit]);
  } finally {
    clearTimeout(timer);
    await scene.close();
  }
}

function failure(error: unknown): string {
  return error instanceof WorkerCrashed ? 'process ended' : String(error);
}

/** A cell that failed in one round is no figure of the others. */
function summary({ print: written = String }: Row, results: readonly Cell[]): string {
  const text = results.find((result) => typeof result === 'string');
  if (text !== undefined) return text;
  const rounds = results.filter((result) => typeof result !== 'string');
  const figures = (rounds[0] ?? []).map((_, index) =>
    spreadOf(rounds.map((round) => round[index] ?? Number.NaN)),
  );
  return figures.map((figure) => written(figure?.median ?? Number.NaN)).join(' / ');
}

function load(): string {
  return loadavg()
    .map((value) => value.toFixed(1))
    .join(' ');
}

function print(...lines: string[]): void {
  process.stdout.write(`${lines.join('\n')}\n`);
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
