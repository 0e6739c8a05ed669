import { DatabaseError, type Client } from 'pg';
import { connectionFailure } from '../errors/connection-failure';
import { toConnectError } from '../errors/to-database-error';
import { dropInvalidIndex } from './invalid-index';
import { withLockRetry } from './lock-retry';
import { MigrationError } from './migration-error';
import type { MigrationFile } from './migration-file';
import type { ResolvedMigratorOptions } from './migrator-options';
import type { SqlStatement } from './sql-statements';

const CONCURRENTLY = /^(CREATE (UNIQUE )?|DROP |RE)INDEX (\(.*\) )?CONCURRENTLY\b/i;

/**
 * CONCURRENTLY waits for transactions that began before it, and nobody waits behind it: it may take its
 * time, but not for ever.
 */
const CONCURRENT_LOCK_TIMEOUT_MS = 600_000;

/**
 * How soon the server notices that the migrator is gone: without it, a killed one would go on building its
 * index, and holding the lock. PostgreSQL 14 or later, not on Windows.
 */
const CHECK_CLIENT = "SET client_connection_check_interval = '1s'";

/** Writes down in the same transaction, or right after the last statement, that the file was run. */
export type Bookkeeping = () => Promise<void>;

/** Carries out the SQL of one file. */
export class MigrationRunner {
  readonly #client: Client;
  readonly #options: ResolvedMigratorOptions;

  constructor(client: Client, options: ResolvedMigratorOptions) {
    this.#client = client;
    this.#options = options;
  }

  /** @throws MigrationError naming the file and, where the server tells, the line. */
  async run(file: MigrationFile, record: Bookkeeping): Promise<void> {
    // A file finds the settings that a session of psql has, whatever the one before it has set.
    await this.#client.query('RESET ALL');
    await this.#client.query(CHECK_CLIENT);
    if (file.transactional) await this.#runWhole(file, record);
    else await this.#runOneByOne(file, record);
  }

  async #runWhole(file: MigrationFile, record: Bookkeeping): Promise<void> {
    try {
      await withLockRetry({ attempts: this.#options.lockAttempts }, () =>
        this.#transact(file, record),
      );
    } catch (error) {
      throw failure(file, error, lineOf(file.sql, error));
    }
  }

  async #transact({ sql }: MigrationFile, record: Bookkeeping): Promise<void> {
    await this.#client.query('BEGIN');
    try {
      await this.#limitLockWait(this.#options.lockTimeoutMs, 'LOCAL');
      await this.#client.query(sql);
      await record();
      await this.#client.query('COMMIT');
    } catch (error) {
      // When even this fails the session is gone, and the transaction with it.
      await this.#client.query('ROLLBACK').catch(() => undefined);
      throw error;
    }
  }

  async #runOneByOne(file: MigrationFile, record: Bookkeeping): Promise<void> {
    for (const statement of file.statements) {
      try {
        await this.#runAlone(statement);
      } catch (error) {
        throw failure(file, error, statement.line - 1 + lineOf(statement.text, error));
      }
    }
    await record();
  }

  async #runAlone({ text, code }: SqlStatement): Promise<void> {
    const concurrent = CONCURRENTLY.test(code);
    const { lockTimeoutMs, lockAttempts } = this.#options;
    await this.#limitLockWait(concurrent ? CONCURRENT_LOCK_TIMEOUT_MS : lockTimeoutMs, 'SESSION');
    await withLockRetry({ attempts: lockAttempts }, async () => {
      await dropInvalidIndex(this.#client, code);
      await this.#client.query(text);
    });
  }

  async #limitLockWait(timeoutMs: number, scope: 'LOCAL' | 'SESSION'): Promise<void> {
    await this.#client.query(`SET ${scope} lock_timeout = ${timeoutMs}`);
  }
}

function failure({ fileName }: MigrationFile, error: unknown, line: number): unknown {
  if (!(error instanceof DatabaseError)) return connectionLost(fileName, error);
  const hint = error.hint === undefined ? '' : ` ${error.hint}`;
  const message = `${fileName}, line ${line}: ${error.message} (SQLSTATE ${error.code}).${hint}`;
  return new MigrationError(message, { cause: error });
}

function connectionLost(fileName: string, error: unknown): unknown {
  const reason = connectionFailure(error);
  if (reason === undefined) return error;
  return new MigrationError(
    `${fileName}: the connection was lost (${reason}); run the command again.`,
    {
      cause: toConnectError(error),
    },
  );
}

/** The line the server points at; the first where it does not. */
function lineOf(sql: string, error: unknown): number {
  if (!(error instanceof DatabaseError) || error.position === undefined) return 1;
  return sql.slice(0, Number(error.position) - 1).split('\n').length;
}
