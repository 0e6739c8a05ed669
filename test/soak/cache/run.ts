import { inspect, parseArgs } from 'node:util';
import { TestRun } from '../../support/test-run';
import { soak, type SoakReport } from './soak';

const DEFAULT_SECONDS = 600;

/** `npm run soak:cache [-- --seconds 600 --seed 1]`; fails when an answer broke a promise. */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { seconds: { type: 'string' }, seed: { type: 'string' } },
  });
  const seed = Number(values.seed ?? Date.now() % 1e9);
  const seconds = Number(values.seconds ?? DEFAULT_SECONDS);
  const run = await TestRun.open();
  process.env.TEST_RUN_DIR = run.folder;
  try {
    print(`Seed ${seed}, ${seconds} s.`);
    const report = await soak({ seed, forMs: seconds * 1_000 });
    printReport(report);
    if (report.violations.length > 0) process.exitCode = 1;
  } finally {
    await run.close();
  }
}

function printReport(report: SoakReport): void {
  const { tally, faults, longestStallMs, hits, loads, heaps, violations } = report;
  print(
    `${tally.reads} reads (${hits} hits, ${loads} loads), ${tally.writes} writes.`,
    `Faults: ${Object.entries(faults)
      .map(([name, count]) => `${name} ${count}`)
      .join(', ')}.`,
    `The longest time for which a process did not run: ${longestStallMs.toFixed(0)} ms.`,
    `Old answers within the bounds: ${tally.old}, the oldest ${tally.oldestMs.toFixed(0)} ms after its ` +
      `invalidation, ${tally.oldestWhileWellMs.toFixed(1)} ms while the links were well.`,
    ...heaps.map(
      (each, index) => `Heap of process ${index}, MB: ${each.map((mb) => mb.toFixed(1)).join(' ')}`,
    ),
    `Violations: ${violations.length}`,
    ...violations.slice(0, 20),
  );
}

function print(...lines: string[]): void {
  process.stdout.write(`${lines.join('\n')}\n`);
}

main().then(
  // Not by itself: Node may wait for ever for what was under way to processes that are gone.
  () => process.exit(),
  (error: unknown) => {
    process.stderr.write(`${inspect(error)}\n`);
    process.exit(1);
  },
);
