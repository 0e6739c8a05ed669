import { join, resolve } from 'node:path';
import { Migrator } from '@strata/database';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '@strata/embedded-postgres';
import { withClient } from '../../support/database-url';
import { TestRun } from '../../support/test-run';
import { Cleanup } from '../cleanup';
import { installPeers } from '../peers';
import type { Measurement, Task } from './measurement';
import { OPERATIONS, USERS } from './operations';
import { LOADS, readPlan, tasks, type Plan } from './plan';
import { describeTask } from './report';
import { SubjectProcess } from './subject-process';
import { BASELINE, SUBJECTS } from './subjects';

const MIGRATIONS = resolve(__dirname, '../../../database/migrations');

/** Nothing waits for the disk: it would hide what is compared. Each of nine subjects opens 12 connections. */
const SETTINGS = { fsync: 'off', synchronous_commit: 'off', max_connections: '200' };

const SEED = `
  INSERT INTO auth.users (id, email, display_name)
    SELECT 'user-' || n, n || '@example.com', 'User ' || n
    FROM generate_series(0, ${String(USERS - 1)}) AS n`;

/** Measures the subjects in turn, task by task, and prints a table for each task. */
async function main(): Promise<void> {
  const plan = readPlan(process.argv.slice(2));
  const cleanup = new Cleanup();
  try {
    await installPeers(AbortSignal.timeout(INSTALL_TIMEOUT_MS));
    const url = await startDatabase(cleanup);
    const subjects = startSubjects(plan, url, cleanup);
    for (const operation of OPERATIONS) {
      const warmUp = { operation, ...LOADS[1], forMs: WARM_UP_MS };
      for (const subject of subjects) await subject.measure(warmUp);
    }
    for (const task of tasks(plan.forMs)) {
      console.log(describeTask(task, await measureInTurn(subjects, task, plan.rounds)));
    }
  } finally {
    await cleanup.run();
  }
}

const INSTALL_TIMEOUT_MS = 300_000;

/** Of every operation, so that what is measured has been compiled. */
const WARM_UP_MS = 1_000;

async function startDatabase(cleanup: Cleanup): Promise<string> {
  const run = await TestRun.open();
  cleanup.add(() => run.close());
  const server = await startServer(run.folder);
  cleanup.add(() => server.stop());
  const { connectionString } = server;
  await new Migrator({ connectionString, directory: MIGRATIONS }).up();
  await withClient(connectionString, async (client) => {
    await client.query(SEED);
    await client.query('VACUUM ANALYZE');
  });
  return connectionString;
}

function startServer(folder: string): Promise<EmbeddedPostgres> {
  return startEmbeddedPostgres({
    dataDir: join(folder, 'postgres'),
    rootDataParent: folder,
    database: 'bench',
    settings: SETTINGS,
  });
}

function startSubjects(plan: Plan, url: string, cleanup: Cleanup): SubjectProcess[] {
  const names = Object.keys(SUBJECTS).filter(
    (name) => name === BASELINE || name.includes(plan.only),
  );
  return names.map((name) => {
    const profiling =
      plan.profile === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${plan.profile}`];
    const subject = new SubjectProcess(name, url, profiling);
    cleanup.add(() => subject.stop());
    return subject;
  });
}

/** A round that nobody counts comes first. Each round begins with another subject. */
async function measureInTurn(
  subjects: readonly SubjectProcess[],
  task: Task,
  rounds: number,
): Promise<Map<string, Measurement[]>> {
  const found = new Map(subjects.map(({ name }) => [name, [] as Measurement[]]));
  for (let round = 0; round <= rounds; round += 1) {
    const first = round % subjects.length;
    for (const subject of [...subjects.slice(first), ...subjects.slice(0, first)]) {
      const measurement = await subject.measure(task);
      if (round > 0) found.get(subject.name)?.push(measurement);
    }
  }
  return found;
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
