import { parseArgs } from 'node:util';
import { TestRun } from '../../support/test-run';
import { startBackends } from '../backends';
import { Cleanup } from '../cleanup';
import { divideProcessors } from '../processors';
import { startStrata } from '../strata';
import { requireWrk } from './mixed-load';
import { findBest, goodputOf, type Overload, overloads } from './phases';

const PLAN = { rounds: 1, seconds: 5, warmUpSeconds: 0, connections: 0, profileDir: undefined };
/** As a shell reports a command that Ctrl-C ended. */
const INTERRUPTED = 130;

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { 'shed-after-ms': { type: 'string' } } });
  const interruption = new AbortController();
  const interrupt = () => interruption.abort();
  process.once('SIGINT', interrupt).once('SIGTERM', interrupt);
  const cleanup = new Cleanup();
  try {
    await bench(values['shed-after-ms'], cleanup, interruption.signal);
  } catch (error) {
    if (!interruption.signal.aborted) throw error;
    console.error('Interrupted');
    process.exitCode = INTERRUPTED;
  } finally {
    await cleanup.run();
  }
}

async function bench(
  shedAfterMs: string | undefined,
  cleanup: Cleanup,
  signal: AbortSignal,
): Promise<void> {
  await requireWrk();
  const processors = await divideProcessors();
  const run = await TestRun.open();
  cleanup.add(() => run.close());
  process.env.TEST_RUN_DIR = run.folder;
  const backends = await startBackends(run.folder, cleanup);
  const settings: Record<string, string> =
    shedAfterMs === undefined ? {} : { LOAD_SHED_AFTER_MS: shedAfterMs };
  const strata = await startStrata(run.folder, backends, processors, PLAN, signal, settings);
  cleanup.add(() => strata.server.stop());
  const plan = { seconds: PLAN.seconds, threads: processors.loadThreads, signal };
  const best = await findBest(strata, plan);
  console.log(`${processors.description}; the uncached mix, driven by wrk.\n`);
  console.log(`best: ${rounded(best.goodput)}/s on ${best.connections} connections`);
  for (const each of await overloads(strata, best, plan)) console.log(describe(each));
}

function describe({
  connections,
  result,
  perCpuSecond,
  meanwhile,
  recoveryMs,
  rssMb,
  before: best,
}: Overload) {
  const goodput = goodputOf(result);
  return [
    `\n${connections} connections: ${rounded(goodput)}/s good, ${(goodput / best.goodput).toFixed(2)} of the ${rounded(best.goodput)}/s at its best just before, ` +
      `${(perCpuSecond / best.perCpuSecond).toFixed(2)} of it per second of CPU; ` +
      `${rounded(result.refused / result.seconds)}/s refused`,
    `  good answers: p50 ${rounded(result.p50Ms)} ms, p99 ${rounded(result.p99Ms)} ms (at its best ${rounded(best.p99Ms)} ms)`,
    `  cached answers and probes meanwhile: ${meanwhile.failed} of ${meanwhile.asked} failed, p99 ${rounded(meanwhile.p99Ms)} ms`,
    `  memory: ${rounded(rssMb[0])} MB before, ${rounded(rssMb[1])} MB at the end; recovered after ${rounded(recoveryMs)} ms`,
  ].join('\n');
}

function rounded(value: number): string {
  return String(Math.round(value));
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
