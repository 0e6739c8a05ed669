import type { Client } from 'pg';
import { execute } from './explain';
import type { ProductIndex } from './index-catalogue';
import { undone } from './proof';
import { WRITES } from './volume';

/** What an index adds to a row that is written. */
export interface WriteCost {
  readonly microsecondsPerRow: number;
  readonly walBytesPerRow: number;
}

const ROWS = 1_000;
const ROUNDS = 5;

/** Writes 1,000 rows to the index's table with and without it in turn, and takes them back; the medians. */
export async function writeCost(client: Client, index: ProductIndex): Promise<WriteCost> {
  const rounds: WriteCost[] = [];
  for (let round = 0; round < ROUNDS; round += 1) rounds.push(await measure(client, index));
  return {
    microsecondsPerRow: median(rounds.map(({ microsecondsPerRow }) => microsecondsPerRow)),
    walBytesPerRow: median(rounds.map(({ walBytesPerRow }) => walBytesPerRow)),
  };
}

async function measure(client: Client, { table, dropSql }: ProductIndex): Promise<WriteCost> {
  const sql = WRITES[table];
  if (sql === undefined) throw new Error(`There is no statement that writes to ${table}`);
  const statement = { sql, parameters: [] };
  const dear = await undone(client, () => execute(client, statement));
  const cheap = await undone(client, async () => {
    await client.query(dropSql);
    return execute(client, statement);
  });
  return {
    microsecondsPerRow: ((dear.milliseconds - cheap.milliseconds) * 1_000) / ROWS,
    walBytesPerRow: (dear.walBytes - cheap.walBytes) / ROWS,
  };
}

function median(values: readonly number[]): number {
  return values.toSorted((left, right) => left - right)[Math.floor(values.length / 2)] ?? NaN;
}
