import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { Cleanup } from '../bench/cleanup';
import { reserveCore } from '../bench/reserved-core';
import { TestRun } from '../support/test-run';
import { verdictsOn } from './judging/verdicts';
import { optionsOf, type LoadOptions } from './options';
import { htmlReport } from './report/html-report';
import { textReport } from './report/text-report';
import type { RunRecord } from './run-record';
import { runScenario, type Pinning } from './run-scenario';
import { Stand } from './stand/stand';
import { copyWarnings } from './stand/warnings';

/** `npm run load -- <scenario>`; fails when a verdict is not passed. */
async function main(): Promise<void> {
  const options = optionsOf(process.argv.slice(2));
  await mkdir(options.out, { recursive: true });
  const record = await run(options);
  const verdicts = verdictsOn(record);
  const text = textReport(record, verdicts);
  const page = join(options.out, 'report.html');
  await writeFile(join(options.out, 'report.txt'), text);
  await writeFile(page, htmlReport(record, verdicts));
  print(text, `Charts: ${resolve(page)}`);
  if (verdicts.some(({ passed }) => passed === false)) process.exitCode = 1;
}

async function run({ scenario, size, out }: LoadOptions): Promise<RunRecord> {
  const cleanup = new Cleanup();
  let stand: Stand | undefined;
  try {
    const pinning = await pin();
    const testRun = await TestRun.open();
    cleanup.add(() => testRun.close());
    process.env.TEST_RUN_DIR = testRun.folder;
    // When the processes have ended, and written everything.
    cleanup.add(async () => stand && copyWarnings(stand.services, out));
    stand = await Stand.start(testRun.folder, scenario.processes, cleanup);
    print(`${scenario.name}: ${scenario.shows}. ${String(size.seconds)} s …`);
    return await runScenario(scenario, stand, size, pinning);
  } finally {
    await cleanup.run();
  }
}

/** The generator gets a core of its own, so that it takes no time from what it measures, nor loses any to it. */
async function pin(): Promise<Pinning> {
  const reserved = await reserveCore();
  if (typeof reserved === 'string')
    return { on: (command) => command, description: `nothing is pinned, as ${reserved}` };
  const { core, others, on } = reserved;
  const description = `generator on core ${String(core)}, everything else on ${others.join(',')}`;
  return { on, description };
}

function print(...lines: string[]): void {
  process.stdout.write(`${lines.join('\n')}\n`);
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
