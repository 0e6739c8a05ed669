/** Reason of a {@link DatabaseUnavailableError}: this process is ending. */
export const SHUTTING_DOWN = 'SHUTTING_DOWN';

/** The database did not serve the request because it could not be reached, or was shutting down or full. */
export class DatabaseUnavailableError extends Error {
  /** Stable, for mapping to an answer. */
  readonly code = 'DATABASE_UNAVAILABLE';

  /**
   * @param reason an SQLSTATE, an errno such as `ECONNREFUSED`, or a word of this library; never an
   *   address, so that it can be logged and counted.
   */
  constructor(
    readonly reason: string,
    options?: ErrorOptions,
  ) {
    super(`The database cannot be reached right now (${reason}).`, options);
    this.name = 'DatabaseUnavailableError';
  }
}

/** No connection became free in time, or too many callers were waiting already. */
export class PoolExhaustedError extends Error {
  /** Stable, for mapping to an answer. */
  readonly code = 'POOL_EXHAUSTED';

  constructor(
    readonly server: string,
    detail: string,
  ) {
    super(`All database connections of ${server} are in use: ${detail}.`);
    this.name = 'PoolExhaustedError';
  }
}

/** The time that the caller had is over, or it has gone away: what was under way was stopped. */
export class DeadlineExceededError extends Error {
  /** Stable, for mapping to an answer. */
  readonly code = 'DEADLINE_EXCEEDED';

  constructor() {
    super('The time for this work is over.');
    this.name = 'DeadlineExceededError';
  }
}

/**
 * The connection was lost while COMMIT was under way: the transaction may or may not be in the
 * database. Never repeat it unless it is idempotent. After-commit hooks have run.
 */
export class TransactionOutcomeUnknownError extends Error {
  /** Stable, for mapping to an answer. */
  readonly code = 'DATABASE_OUTCOME_UNKNOWN';

  constructor(options?: ErrorOptions) {
    super(
      'The connection was lost during COMMIT: it is unknown whether the data are stored.',
      options,
    );
    this.name = 'TransactionOutcomeUnknownError';
  }
}

/**
 * The transaction was undone: others changed the same data, or COMMIT was answered with ROLLBACK because a
 * statement had failed before and its error was caught inside.
 */
export class TransactionRolledBackError extends Error {
  /** Stable, for mapping to an answer. */
  readonly code = 'TRANSACTION_ROLLED_BACK';

  constructor(message: string) {
    super(message);
    this.name = 'TransactionRolledBackError';
  }
}
