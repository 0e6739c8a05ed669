import { Client } from 'pg';
import { toConnectError } from '../errors/to-database-error';
import { connectionTarget } from '../pool/connection-config';
import type { ResolvedMigratorOptions } from './migrator-options';

type Target = Pick<ResolvedMigratorOptions, 'connectionString' | 'ssl' | 'connectTimeoutMs'>;

/**
 * Runs `work` on a connection of its own, past every pool.
 * @throws DatabaseUnavailableError when there is none to be had.
 */
export async function withSession<T>(
  { connectionString, ssl, connectTimeoutMs }: Target,
  work: (client: Client) => Promise<T>,
): Promise<T> {
  const client = new Client({
    ...connectionTarget(connectionString, ssl),
    application_name: 'strata-migrate',
    connectionTimeoutMillis: connectTimeoutMs,
    keepAlive: true,
  });
  // A lost connection fails the statement under way; without a listener it would also end the process.
  client.on('error', () => undefined);
  try {
    await connect(client);
    return await work(client);
  } finally {
    await client.end();
  }
}

async function connect(client: Client): Promise<void> {
  try {
    await client.connect();
  } catch (error) {
    throw toConnectError(error);
  }
}
