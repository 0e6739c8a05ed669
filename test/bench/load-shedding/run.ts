import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { freePort } from '@strata/embedded-postgres';
import { page, type Section } from '../../load/report/page';
import { TestRun } from '../../support/test-run';
import { startBackends } from '../backends';
import { Cleanup } from '../cleanup';
import { divideProcessors } from '../processors';
import { startStrata } from '../strata';
import { chartsOf, timeLineOf } from './charts';
import { requireWrk } from './mixed-load';
import { findBest, type Overload, overload, type PeakPlan } from './phases';
import { textOf } from './report';
import { verdictsOn } from './verdicts';

const PLAN = { rounds: 1, seconds: 5, warmUpSeconds: 0, connections: 0, profileDir: undefined };
/** What is asked for at the peak, beside what is served at the best. */
const TIMES = 3;
/** An answer takes no longer, refusal or not: with so many seconds' requests under way there is a free connection. */
const ANSWERED_SECONDS = 0.75;
/** Thrice the callers who ask again as soon as they are answered, and who ask for thrice as much, answered or not. */
const PEAKS: readonly PeakPlan[] = [
  {
    title: 'three times the callers',
    callers: ({ connections }) => ({ connections: connections * TIMES }),
  },
  {
    title: 'three times the rate',
    callers: ({ goodput }) => ({
      connections: Math.ceil(goodput * TIMES * ANSWERED_SECONDS),
      rate: goodput * TIMES,
    }),
  },
];
/** As a shell reports a command that Ctrl-C ended. */
const INTERRUPTED = 130;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { 'shed-after-ms': { type: 'string', default: '500' }, out: { type: 'string' } },
  });
  const interruption = new AbortController();
  const interrupt = () => interruption.abort();
  process.once('SIGINT', interrupt).once('SIGTERM', interrupt);
  const cleanup = new Cleanup();
  try {
    const out = values.out ?? join(tmpdir(), `strata-overload-${String(Date.now())}.html`);
    await bench(Number(values['shed-after-ms']), out, cleanup, interruption.signal);
  } catch (error) {
    if (!interruption.signal.aborted) throw error;
    console.error('Interrupted');
    process.exitCode = INTERRUPTED;
  } finally {
    await cleanup.run();
  }
}

async function bench(
  shedAfterMs: number,
  out: string,
  cleanup: Cleanup,
  signal: AbortSignal,
): Promise<void> {
  await requireWrk();
  const processors = await divideProcessors();
  const run = await TestRun.open();
  cleanup.add(() => run.close());
  process.env.TEST_RUN_DIR = run.folder;
  const backends = await startBackends(run.folder, cleanup);
  const managementPort = String(await freePort());
  const settings = { MANAGEMENT_PORT: managementPort, LOAD_SHED_AFTER_MS: String(shedAfterMs) };
  const strata = await startStrata(run.folder, backends, processors, PLAN, signal, settings);
  cleanup.add(() => strata.server.stop());
  const subject = { strata, managementOrigin: `http://127.0.0.1:${managementPort}` };
  const plan = { seconds: PLAN.seconds, threads: processors.loadThreads, signal };
  const best = await findBest(subject, plan);
  const heading = `${processors.description}; the uncached mix, driven by wrk. Best: ${best.goodput.toFixed(0)}/s on ${String(best.connections)} connections.`;
  console.log(heading);
  const sections: Section[] = [];
  for (const peak of PEAKS) {
    const seen = await overload(peak, subject, { connections: best.connections }, plan);
    console.log(`\n${textOf(seen, shedAfterMs)}`);
    sections.push(sectionOf(seen, heading, shedAfterMs));
  }
  await writeFile(out, page(sections));
  console.log(`\nCharts: ${resolve(out)}`);
}

function sectionOf(seen: Overload, heading: string, shedAfterMs: number): Section {
  return {
    title: `Overload: ${seen.title}`,
    heading,
    verdicts: verdictsOn(seen, shedAfterMs),
    charts: chartsOf(seen),
    time: timeLineOf(seen),
    figures: textOf(seen, shedAfterMs),
  };
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
