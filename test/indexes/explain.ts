import type { Client } from 'pg';
import type { Statement } from './product';

/** What EXPLAIN tells of a node; more keys than these are there. */
interface PlanNode {
  readonly 'Node Type': string;
  readonly 'Index Name'?: string;
  readonly 'Relation Name'?: string;
  readonly 'Shared Hit Blocks': number;
  readonly 'Shared Read Blocks': number;
  readonly 'WAL Bytes'?: number;
  readonly Plans?: readonly PlanNode[];
}

interface Explained {
  readonly Plan: PlanNode;
  readonly 'Execution Time': number;
}

/** How a statement was carried out. */
export interface Execution {
  /** The nodes from the top down, `>` between one and those it reads from. */
  readonly plan: string;
  /** Names of the indexes that it reads, without schema. */
  readonly indexes: readonly string[];
  /** Pages of 8 KiB that were read, from memory or not. */
  readonly buffers: number;
  readonly milliseconds: number;
  readonly walBytes: number;
}

/** Runs a statement twice, takes back both, and tells of the second: the first has warmed up what there is. */
export async function execute(client: Client, statement: Statement): Promise<Execution> {
  await once(client, statement);
  return once(client, statement);
}

/** Inside a transaction, whose other changes stay. */
async function once(client: Client, { sql, parameters }: Statement): Promise<Execution> {
  await client.query('SAVEPOINT before');
  try {
    const { rows } = await client.query<{ 'QUERY PLAN': [Explained] }>(
      `EXPLAIN (ANALYZE, BUFFERS, WAL, FORMAT JSON) ${sql}`,
      [...parameters],
    );
    const [explained] = rows[0]?.['QUERY PLAN'] ?? [];
    if (explained === undefined) throw new Error('EXPLAIN has told nothing');
    return describe(explained);
  } finally {
    await client.query('ROLLBACK TO SAVEPOINT before');
  }
}

function describe({ Plan, 'Execution Time': milliseconds }: Explained): Execution {
  return {
    plan: outline(Plan),
    indexes: nodesOf(Plan).flatMap((node) => node['Index Name'] ?? []),
    buffers: Plan['Shared Hit Blocks'] + Plan['Shared Read Blocks'],
    milliseconds,
    walBytes: Plan['WAL Bytes'] ?? 0,
  };
}

function outline(node: PlanNode): string {
  const subject = node['Index Name'] ?? node['Relation Name'];
  const own = subject === undefined ? node['Node Type'] : `${node['Node Type']} ${subject}`;
  const inputs = (node.Plans ?? []).map(outline);
  if (inputs.length === 0) return own;
  return `${own} > ${inputs.length === 1 ? String(inputs[0]) : `(${inputs.join(', ')})`}`;
}

function nodesOf(node: PlanNode): PlanNode[] {
  return [node, ...(node.Plans ?? []).flatMap(nodesOf)];
}
