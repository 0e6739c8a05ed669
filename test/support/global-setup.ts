import { writeSync } from 'node:fs';
import './module-aliases';
import { testVariable } from './environment';
import { publish } from './run-environment';
import { providePostgres, provideRedis } from './services';
import { createTemplate } from './template-database';
import { TestRun } from './test-run';

const STDOUT = 1;

async function provideServices(run: TestRun): Promise<void> {
  publish({ TEST_RUN_DIR: run.folder });
  const services = await Promise.all([providePostgres(run.folder), provideRedis()]);
  services.forEach(publish);
  publish({ TEST_TEMPLATE_DATABASE: await createTemplate(testVariable('TEST_DATABASE_URL')) });
}

/** Starts what the tests need before the first of them. */
export default async function globalSetup(): Promise<void> {
  const run = await TestRun.open();
  try {
    await provideServices(run);
  } catch (error) {
    await run.close();
    // No test has run and no reporter speaks; the count is still the last line. Jest has closed the stream then.
    process.once('exit', () => writeSync(STDOUT, '0 passed, 1 failed\n'));
    throw error;
  }
}
