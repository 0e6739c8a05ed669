/** Why the embedded server could not be used. A code, once published, keeps its meaning. */
export type EmbeddedPostgresErrorCode =
  /** No binaries exist for this operating system and processor. */
  | 'EMBEDDED_PLATFORM_UNSUPPORTED'
  /** The npm package with the binaries is not installed. */
  | 'EMBEDDED_BINARIES_MISSING'
  /** The binaries exist but cannot be executed, not even from a copy. */
  | 'EMBEDDED_BINARIES_UNUSABLE'
  /** Another live process owns the data. */
  | 'EMBEDDED_DATA_DIR_IN_USE'
  /** The folder cannot be created, read or written. */
  | 'EMBEDDED_DATA_DIR_UNUSABLE'
  /** The folder may be under somebody else's control. */
  | 'EMBEDDED_DATA_DIR_UNSAFE'
  /** The folder holds a cluster that this library did not create, or lost its password. */
  | 'EMBEDDED_DATA_DIR_FOREIGN'
  /** The data were written by another major version of PostgreSQL. */
  | 'EMBEDDED_VERSION_MISMATCH'
  /** initdb failed. */
  | 'EMBEDDED_INIT_FAILED'
  /** The port that was asked for is taken. */
  | 'EMBEDDED_PORT_IN_USE'
  /** The server gave up during its start, or was not ready in time. */
  | 'EMBEDDED_START_FAILED'
  /** A replica could not be made. */
  | 'EMBEDDED_REPLICA_FAILED';

/** The only error class this library throws on purpose. The message says how to repair it and holds no secret. */
export class EmbeddedPostgresError extends Error {
  constructor(
    readonly code: EmbeddedPostgresErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = 'EmbeddedPostgresError';
  }
}
