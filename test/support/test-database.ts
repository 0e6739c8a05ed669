import { randomBytes } from 'node:crypto';
import { withClient, withDatabase } from './database-url';
import { testVariable } from './environment';
import { waitForReplica } from './wait-for-replica';

/** What a test database is made of. */
export interface TestDatabaseOptions {
  /** False for an empty database; default true: every migration is applied. */
  readonly migrated?: boolean;
}

/** A database that no other test file sees, on the primary and on its replica. */
export interface TestDatabase {
  readonly url: string;
  readonly replicaUrl: string;
  /** Ends its sessions and removes it. */
  drop(): Promise<void>;
}

async function onServer(sql: string): Promise<void> {
  await withClient(testVariable('TEST_DATABASE_URL'), (client) => client.query(sql));
}

/** Copies the migrated template; returns once the replica has the copy too. */
export async function createTestDatabase(options: TestDatabaseOptions = {}): Promise<TestDatabase> {
  const template = testVariable('TEST_TEMPLATE_DATABASE');
  const name = `${template}_${randomBytes(6).toString('hex')}`;
  await onServer(
    `CREATE DATABASE ${name} TEMPLATE ${options.migrated === false ? 'template1' : template}`,
  );
  await waitForReplica();
  return {
    url: withDatabase(testVariable('TEST_DATABASE_URL'), name),
    replicaUrl: withDatabase(testVariable('TEST_REPLICA_URL'), name),
    drop: () => onServer(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`),
  };
}
