import { createRequire } from 'node:module';
import { join } from 'node:path';
import { PEERS } from '../../paths';
import { LIST_LENGTH, SQL, type OpenSubject } from '../operations';

/** As much of the package `postgres` as is used; it is installed for the benchmark alone. */
interface Connection {
  unsafe(sql: string, values: unknown[], options: { prepare: true }): Promise<unknown>;
}

interface Sql extends Connection {
  reserve(): Promise<{ release(): void }>;
  begin(work: (connection: Connection) => Promise<unknown>): Promise<unknown>;
  end(): Promise<void>;
}

type OpenSql = (url: string, options: { max: number; onnotice: () => void }) => Sql;

const PREPARED = { prepare: true } as const;

/** postgres.js as it comes: it names statements, and sends several down one connection without waiting. */
export const postgresJs: OpenSubject = (url, connections) => {
  // A package without types here.
  const open = createRequire(join(PEERS, 'package.json'))('postgres') as OpenSql;
  const sql = open(url, { max: connections, onnotice: () => undefined });
  const write = (connection: Connection, id: string) =>
    connection.unsafe(SQL.write, [id, 'changed'], PREPARED);
  return Promise.resolve({
    checkout: async () => (await sql.reserve()).release(),
    'point read': (id) => sql.unsafe(SQL.point, [id], PREPARED),
    'list read': () => sql.unsafe(SQL.list, [LIST_LENGTH], PREPARED),
    write: (id) => write(sql, id),
    transaction: (id) => sql.begin((connection) => write(connection, id)),
    close: () => sql.end(),
  });
};
