import { testVariable } from './environment';
import { withdraw } from './run-environment';
import { dropTemplate } from './template-database';
import { TestRun } from './test-run';

/** Leaves nothing behind, on given servers either. */
export default async function globalTeardown(): Promise<void> {
  try {
    await dropTemplate(testVariable('TEST_DATABASE_URL'), testVariable('TEST_TEMPLATE_DATABASE'));
  } finally {
    withdraw();
    await TestRun.current?.close();
  }
}
