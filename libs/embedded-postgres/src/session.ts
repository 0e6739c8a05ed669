import { Client } from 'pg';
import { SUPERUSER } from './cluster';

const CONNECT_TIMEOUT_MS = 10_000;

/** What is needed to open a session on an embedded server. */
export interface Address {
  readonly port: number;
  readonly password: string;
  readonly database: string;
}

/** The address as a URL, password included. */
export function connectionString({ port, password, database }: Address): string {
  return `postgres://${SUPERUSER}:${password}@127.0.0.1:${port}/${encodeURIComponent(database)}`;
}

/** Runs `work` on a session of its own. */
export async function withSession<T>(
  address: Address,
  work: (client: Client) => Promise<T>,
): Promise<T> {
  const client = new Client({
    connectionString: connectionString(address),
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    application_name: 'embedded-postgres',
  });
  // Without a listener a session the server ends would end this process; the query itself reports it.
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** Creates the database when it is missing; true when it was. */
export async function ensureDatabase(address: Address): Promise<boolean> {
  return withSession({ ...address, database: 'postgres' }, async (client) => {
    const found = await client.query('SELECT FROM pg_database WHERE datname = $1', [
      address.database,
    ]);
    if (found.rowCount !== 0) return false;
    await client.query(`CREATE DATABASE ${client.escapeIdentifier(address.database)}`);
    return true;
  });
}
