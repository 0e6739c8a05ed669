import { EventEmitter } from 'node:events';
import type { SizingWindow } from './pool/pool-sizing';
import type { ConnectionLimit } from './servers/connection-limit';

/** The primary, or a read-only copy of it. */
export type ServerRole = 'primary' | 'replica';

/** One statement was answered, or failed. */
export interface QueryEvent {
  /** `primary`, `replica-1`, `replica-2` ... */
  readonly server: string;
  /** Of an ObservedRepository: `UserRepository.find`; undefined for everything else. */
  readonly method: string | undefined;
  readonly durationMs: number;
  readonly failed: boolean;
}

/** A statement took longer than `slowQueryMs`. */
export interface SlowQueryEvent extends QueryEvent {
  /** As EXPLAIN tells it, for whatever parameters; of each statement at most once a minute. */
  readonly plan?: string | undefined;
  /** Why there is none: a SQLSTATE, or errno. */
  readonly planFailure?: string;
}

/** A connection to a server was made. */
export interface ConnectionOpenedEvent {
  readonly server: string;
  /** From the first packet to its being ready, TLS and sign-in included. */
  readonly createMs: number;
}

/** A connection was returned. */
export interface CheckinEvent {
  readonly server: string;
  /** How long its borrower had it. */
  readonly useMs: number;
}

/** A connection was handed out. */
export interface CheckoutEvent {
  readonly server: string;
  /** From asking to receiving: queueing, connecting and pinging. */
  readonly waitMs: number;
}

/** A connection was asked for and none was handed out. */
export interface CheckoutFailedEvent extends CheckoutEvent {
  readonly code: 'POOL_EXHAUSTED' | 'DATABASE_UNAVAILABLE' | 'DEADLINE_EXCEEDED';
}

/** How a server's pool is set up; once for each server when the application has started. */
export interface PoolConfigurationEvent {
  readonly server: string;
  readonly role: ServerRole;
  readonly applicationName: string;
  readonly size: number;
  readonly maxOverflow: number;
  readonly checkoutTimeoutMs: number;
  readonly recycleSeconds: number;
  readonly prePing: boolean;
  /** Connections open at that moment. */
  readonly totalConnections: number;
}

/** How many connections a server allows, and how many may be asked of it; once for each when the application has started. */
export interface ConnectionLimitEvent extends ConnectionLimit {
  readonly server: string;
}

/** A pool that sizes itself keeps another number of connections now. */
export interface PoolResizedEvent extends SizingWindow {
  readonly server: string;
  readonly from: number;
  readonly to: number;
}

/** A server's pool was closed. */
export interface PoolClosedEvent {
  readonly server: string;
  readonly role: ServerRole;
  readonly totalCheckouts: number;
  /** Connections that were still in use when the time for the shutdown was over. */
  readonly abandoned: number;
}

/** Why a connection did not go back into the pool. */
export type DiscardReason = 'failed' | 'busy' | 'open_transaction' | 'session_changed';

/** A returned connection was closed, because the next borrower could have been harmed. */
export interface ConnectionDiscardedEvent {
  readonly server: string;
  readonly reason: DiscardReason;
}

/** A connection has been in use for longer than `pool.leakAfterMs`. */
export interface ConnectionLeakedEvent {
  readonly server: string;
  readonly heldMs: number;
  /** The route that took it. */
  readonly route?: string;
  /** The calls that took it, the innermost first; recorded once a leak has been seen, or with `pool.recordCheckouts`. */
  readonly calls?: readonly string[];
}

/** A connection could not be made, or an idle one was lost. */
export interface ConnectionFailedEvent {
  readonly server: string;
  /** SQLSTATE, errno or a word of this library. */
  readonly reason: string;
}

/**
 * Whether a replica gets reads, and why not: it cannot be reached; it, or the way to it, gives no sign
 * of life; it shows data that are too old.
 */
export type ReplicaState = 'up' | 'down' | 'frozen' | 'lagging';

/** A replica gets no reads for now. */
export interface ReplicaDownEvent {
  readonly server: string;
  readonly state: Exclude<ReplicaState, 'up'>;
  /** SQLSTATE, errno or a word of this library, such as `FROZEN` and `LAGGING`. */
  readonly reason: string;
}

/** A replica gets reads again. */
export interface ReplicaUpEvent {
  readonly server: string;
}

/** Another server was made the primary. What was true of positions before holds no more. */
export interface PrimaryPromotedEvent {
  /** The timeline in which the database's history goes on. */
  readonly timeline: number;
}

/** A hook failed, or took too long, after its transaction had been committed. */
export interface AfterCommitFailedEvent {
  readonly error: unknown;
}

/** Every event with what its listeners receive. */
export interface DatabaseEventMap {
  query: [QueryEvent];
  slow_query: [SlowQueryEvent];
  connection_opened: [ConnectionOpenedEvent];
  checkout: [CheckoutEvent];
  checkin: [CheckinEvent];
  checkout_failed: [CheckoutFailedEvent];
  pool_configuration: [PoolConfigurationEvent];
  connection_limit: [ConnectionLimitEvent];
  pool_resized: [PoolResizedEvent];
  pool_closed: [PoolClosedEvent];
  connection_discarded: [ConnectionDiscardedEvent];
  connection_leaked: [ConnectionLeakedEvent];
  connection_failed: [ConnectionFailedEvent];
  replica_down: [ReplicaDownEvent];
  replica_up: [ReplicaUpEvent];
  primary_promoted: [PrimaryPromotedEvent];
  after_commit_failed: [AfterCommitFailedEvent];
}

/**
 * What happens to connections, statements and transactions, for metrics and logs. No event carries SQL,
 * parameters or addresses. Emitted synchronously; listeners must be quick and must not throw. What was done for
 * a caller (`slow_query`, `checkout_failed`, `connection_leaked`) is told in that caller's asynchronous context,
 * what happens to a connection by itself in nobody's.
 */
export class DatabaseEvents extends EventEmitter<DatabaseEventMap> {}
