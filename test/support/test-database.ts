import { randomBytes } from 'node:crypto';
import { DatabaseError } from 'pg';
import { withClient, withDatabase } from './database-url';
import { testVariable } from './environment';
import { eventually } from './eventually';
import { waitForReplica } from './wait-for-replica';

const OBJECT_IN_USE = '55006';

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

/** The server itself waits five seconds for sessions to end, which a busy machine may be too slow for. */
async function patiently(sql: string): Promise<void> {
  const failure = await eventually(() => onServer(sql).catch(unlessInUse));
  if (failure) throw failure;
}

/** Throws what another attempt may cure, and answers what it will not. */
function unlessInUse(error: unknown): Error {
  if (error instanceof DatabaseError && error.code === OBJECT_IN_USE) throw error;
  return error instanceof Error ? error : new Error(String(error), { cause: error });
}

/** Copies the migrated template; returns once the replica has the copy too. */
export async function createTestDatabase(options: TestDatabaseOptions = {}): Promise<TestDatabase> {
  const template = testVariable('TEST_TEMPLATE_DATABASE');
  const name = `${template}_${randomBytes(6).toString('hex')}`;
  const copied = options.migrated === false ? 'template1' : template;
  await patiently(`CREATE DATABASE ${name} TEMPLATE ${copied}`);
  await waitForReplica();
  return {
    url: withDatabase(testVariable('TEST_DATABASE_URL'), name),
    replicaUrl: withDatabase(testVariable('TEST_REPLICA_URL'), name),
    drop: () => patiently(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`),
  };
}
