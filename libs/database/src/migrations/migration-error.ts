/** A migration could not be read, started or carried out; the message says which, and what to do. */
export class MigrationError extends Error {
  /** Stable, for mapping to an exit code. */
  readonly code = 'MIGRATION_FAILED';

  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'MigrationError';
  }
}
