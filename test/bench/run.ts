import { cpus } from 'node:os';
import { TestRun } from '../support/test-run';
import { auditStrata } from './audit';
import { startBackends } from './backends';
import { Cleanup } from './cleanup';
import { chooseLoadGenerator, type LoadGenerator } from './load';
import { measure, type Measurement } from './measurement';
import { installPeers } from './peers';
import { planFrom, type Plan } from './plan';
import { divideProcessors, type Processors } from './processors';
import { figures, ratios, type Results } from './report';
import { startStrata } from './strata';
import { startSubjects, type Subjects } from './subjects';

/** As a shell reports a command that Ctrl-C ended. */
const INTERRUPTED = 130;

async function main(): Promise<void> {
  const plan = planFrom(process.argv.slice(2));
  const interruption = new AbortController();
  const interrupt = () => {
    interruption.abort();
  };
  process.once('SIGINT', interrupt).once('SIGTERM', interrupt);
  const cleanup = new Cleanup();
  try {
    await bench(plan, cleanup, interruption.signal);
  } catch (error) {
    if (!interruption.signal.aborted) throw error;
    console.error('Interrupted');
    process.exitCode = INTERRUPTED;
  } finally {
    await cleanup.run();
  }
}

async function bench(plan: Plan, cleanup: Cleanup, signal: AbortSignal): Promise<void> {
  await installPeers(signal);
  const processors = await divideProcessors();
  const generator = await chooseLoadGenerator(processors.loadThreads);
  const run = await TestRun.open();
  cleanup.add(() => run.close());
  process.env.TEST_RUN_DIR = run.folder;
  const { folder } = run;
  const backends = await startBackends(folder, cleanup);
  const strata = await startStrata(folder, backends, processors, plan, signal);
  cleanup.add(() => strata.server.stop());
  const environment = { folder, backends, processors, signal };
  const subjects = await startSubjects(strata, environment, cleanup);
  console.log(heading(plan, generator, processors, subjects));
  const results = await measureAll(subjects, generator, plan, signal);
  await auditStrata(strata, results);
  console.log(`${figures(results)}\n\n${ratios(results)}`);
}

function heading(
  plan: Plan,
  generator: LoadGenerator,
  processors: Processors,
  { bodyBytes }: Subjects,
): string {
  const model = cpus()[0]?.model ?? 'unknown processor';
  return [
    `Node.js ${process.version}, ${model}; ${processors.description}.`,
    `${generator.name}, ${String(plan.connections)} connections, ${String(plan.rounds)} rounds of ` +
      `${String(plan.seconds)} s each in turn; every answer is compared with the ${String(bodyBytes)} bytes expected.`,
    'Medians over the rounds (least-greatest).\n',
  ].join('\n');
}

/** Warms every subject up, then measures them in turn, so that a disturbance meets all alike. */
async function measureAll(
  { subjects, bodyFile }: Subjects,
  generator: LoadGenerator,
  { connections, rounds, seconds, warmUpSeconds }: Plan,
  signal: AbortSignal,
): Promise<Results> {
  const results = new Map(subjects.map(({ id }) => [id, new Array<Measurement>()]));
  for (const subject of subjects) {
    await measure(subject, generator, { bodyFile, connections, signal, seconds: warmUpSeconds });
  }
  for (let round = 0; round < rounds; round += 1) {
    for (const subject of subjects) {
      const load = { bodyFile, connections, signal, seconds };
      results.get(subject.id)?.push(await measure(subject, generator, load));
    }
  }
  return results;
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
