/** What global set-up hands to the test files; the first three may also come from whoever runs the tests. */
export type TestVariable =
  | 'TEST_DATABASE_URL'
  | 'TEST_REPLICA_URL'
  | 'TEST_REDIS_URL'
  /** The run's own folder: what lies in it is removed at the end, and servers with pid files in it are ended. */
  | 'TEST_RUN_DIR'
  /** The migrated database that test databases are copies of. */
  | 'TEST_TEMPLATE_DATABASE';

/** Some of the variables, by name. */
export type TestVariables = Readonly<Partial<Record<TestVariable, string>>>;

/** A variable of the test run; throws outside a run. */
export function testVariable(name: TestVariable): string {
  const value = process.env[name];
  if (value) return value;
  throw new Error(`${name} is missing: run this file with jest, in the project "services"`);
}
