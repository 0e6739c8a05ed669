import type { Client } from 'pg';
import { NAMED_QUERIES, type SampleRows } from './named-queries';
import type { Product } from './product';

const ROUNDS = 20;

/** The server's sessions tell of their scans when they have ended, or a second after a transaction. */
const SCANS = `SELECT schemaname || '.' || indexrelname AS name, idx_scan::float8 AS scans,
    pg_relation_size(indexrelid)::float8 AS bytes
  FROM pg_stat_user_indexes`;

/** What the server says of one index. */
export interface IndexUse {
  readonly scans: number;
  readonly bytes: number;
}

/** Forgets the scans so far, and runs every named query of the product 20 times. */
export async function runWorkload(
  client: Client,
  product: Product,
  rows: SampleRows,
): Promise<void> {
  await client.query('SELECT pg_stat_reset()');
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const { statements } of NAMED_QUERIES) await statements(product, rows);
  }
}

/** Scans and size by index. */
export async function indexUse(client: Client): Promise<ReadonlyMap<string, IndexUse>> {
  const { rows } = await client.query<IndexUse & { name: string }>(SCANS);
  return new Map(rows.map(({ name, ...use }) => [name, use]));
}
