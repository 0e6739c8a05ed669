export { AsyncVariable } from './async-variable';
export type { CallerWaits } from './caller-waits';
export { DatabaseModule } from './database.module';
export { Database, type DatabaseWork, type WriteOptions } from './database';
export {
  DatabaseEvents,
  type AfterCommitFailedEvent,
  type CheckinEvent,
  type CheckoutEvent,
  type CheckoutFailedEvent,
  type ConnectionDiscardedEvent,
  type ConnectionFailedEvent,
  type ConnectionLeakedEvent,
  type ConnectionLimitEvent,
  type ConnectionOpenedEvent,
  type DatabaseEventMap,
  type DiscardReason,
  type PoolClosedEvent,
  type PoolConfigurationEvent,
  type PoolResizedEvent,
  type PrimaryPromotedEvent,
  type QueryEvent,
  type ReplicaDownEvent,
  type ReplicaState,
  type ReplicaUpEvent,
  type ServerRole,
  type SlowQueryEvent,
} from './database-events';
export type { DatabaseOptions, Pooler, PoolOptions, ReplicaOptions } from './database-options';
export type { Deadline } from './deadline';
export { DatabaseStatus, type ReplicaStatus, type ServerStatus } from './database-status';
export {
  DatabaseUnavailableError,
  DeadlineExceededError,
  PoolExhaustedError,
  TransactionOutcomeUnknownError,
  TransactionRolledBackError,
} from './errors/database-errors';
export { pageOf, type Page, type PagePosition } from './page';
export type { ReadConsistency, ReadConsistencySource, RequiredState } from './read-consistency';
export { toDatabaseError } from './errors/to-database-error';
export { DatabaseInsight, type IndexFigures, type QueryFigures } from './insight/database-insight';
export { ObservedRepository } from './insight/repository-method';
export { isForeignKeyViolation, isUniqueViolation } from './errors/constraint-violation';
export type { PoolFigures } from './pool/pool-figures';
export type { DatabaseModuleAsyncOptions } from './servers/database-servers.module';
export { findPrimaryUrl } from './servers/find-primary-url';
export { laterPosition } from './servers/wal-position';
export type { IsolationLevel, TransactionOptions } from './transaction/transaction-options';
export type { AfterCommitHook } from './transaction/transaction-scope';
export { UnitOfWork } from './transaction/unit-of-work';
export { MigrationError } from './migrations/migration-error';
export type { MigrationState, MigrationStatus } from './migrations/migration-plan';
export {
  Migrator,
  type Adoption,
  type PlannedMigration,
  type RollbackOptions,
} from './migrations/migrator';
export type { MigratorOptions } from './migrations/migrator-options';
