import type { QueryResult } from 'pg';
import { QueryFailedError, type Logger } from 'typeorm';
import type { PooledClient } from '../pool/pooled-client';

/** A statement as it was given to TypeORM. */
export interface Statement {
  readonly text: string;
  readonly parameters: unknown[] | undefined;
}

/**
 * Does what TypeORM's query runner does with a statement, apart from telling subscribers: three promises
 * and a broadcaster less.
 * @throws QueryFailedError.
 */
export async function runStatement<T>(
  client: PooledClient,
  { text, parameters }: Statement,
  logger: Logger,
): Promise<T> {
  logger.logQuery(text, parameters);
  try {
    const result = await client.query<Promise<QueryResult>>(text, parameters);
    // What the caller says the statement gives.
    return rawResult(result) as T;
  } catch (error) {
    // pg rejects with nothing but errors; of Node's own, those of another realm are no `instanceof Error`.
    const cause = error as Error;
    logger.logQueryError(cause, text, parameters);
    throw new QueryFailedError(text, parameters, cause);
  }
}

/** Of several statements in one text pg gives a list, of which TypeORM gives nothing. */
function rawResult({ command, rows, rowCount }: QueryResult): unknown {
  return command === 'UPDATE' || command === 'DELETE' ? [rows, rowCount] : rows;
}
