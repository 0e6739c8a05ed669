import { DatabaseError, type Client } from 'pg';
import { execute, type Execution } from './explain';
import type { ProductIndex } from './index-catalogue';
import type { NamedQuery, SampleRows } from './named-queries';
import type { Product, Statement } from './product';

/** What an index does for a query. */
export interface Proof {
  readonly query: string;
  readonly index: string;
  /** The statement that uses it; undefined when none of the query's does. */
  readonly statement: Statement | undefined;
  /** How it runs with the index and without; undefined where the index is there to refuse. */
  readonly with: Execution | undefined;
  readonly without: Execution | undefined;
  /** What the index does not do for the query; undefined when it does its part. */
  readonly failure: string | undefined;
}

const UNIQUE_VIOLATION = '23505';

/** Tries the query with the index and, in a transaction that is rolled back, without it. */
export async function prove(
  client: Client,
  query: NamedQuery,
  index: ProductIndex,
  product: Product,
  rows: SampleRows,
): Promise<Proof> {
  const statements = await query.statements(product, rows);
  const proof = query.need === 'rule' ? proveRule : proveRead;
  const result = await proof(client, statements, index);
  return { query: query.name, index: index.name, ...result };
}

type Finding = Omit<Proof, 'query' | 'index'>;

async function proveRead(
  client: Client,
  statements: readonly Statement[],
  index: ProductIndex,
): Promise<Finding> {
  for (const statement of statements) {
    const withIndex = await undone(client, () => execute(client, statement));
    if (!withIndex.indexes.includes(plainName(index))) continue;
    const without = await undone(client, async () => {
      await client.query(index.dropSql);
      return execute(client, statement);
    });
    const failure =
      withIndex.buffers < without.buffers
        ? undefined
        : `reads ${String(withIndex.buffers)} buffers with it and ${String(without.buffers)} without`;
    return { statement, with: withIndex, without, failure };
  }
  return { ...NOTHING, failure: 'no statement uses it' };
}

async function proveRule(
  client: Client,
  statements: readonly Statement[],
  index: ProductIndex,
): Promise<Finding> {
  for (const statement of statements) {
    const refusedBy = await undone(client, () => violated(client, statement));
    if (refusedBy !== plainName(index)) continue;
    const stillRefusedBy = await undone(client, async () => {
      await client.query(index.dropSql);
      return violated(client, statement);
    });
    const failure = stillRefusedBy === undefined ? undefined : `${stillRefusedBy} refuses it too`;
    return { ...NOTHING, statement, failure };
  }
  return { ...NOTHING, failure: 'it refuses no statement' };
}

const NOTHING = { statement: undefined, with: undefined, without: undefined };

/** The index that refuses a statement; undefined when none does. */
async function violated(
  client: Client,
  { sql, parameters }: Statement,
): Promise<string | undefined> {
  try {
    await client.query(sql, [...parameters]);
    return undefined;
  } catch (error) {
    if (error instanceof DatabaseError && error.code === UNIQUE_VIOLATION) return error.constraint;
    throw error;
  }
}

/** Runs `work` in a transaction and takes back what it did. */
export async function undone<T>(client: Client, work: () => Promise<T>): Promise<T> {
  await client.query('BEGIN');
  try {
    return await work();
  } finally {
    await client.query('ROLLBACK');
  }
}

function plainName({ name }: ProductIndex): string {
  return name.slice(name.indexOf('.') + 1);
}
