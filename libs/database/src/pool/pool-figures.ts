/** The state of one pool. */
export interface PoolFigures {
  /** Connections that are kept. */
  readonly size: number;
  /** Connections that may be added under load. */
  readonly maxOverflow: number;
  /** Open and free. */
  readonly idle: number;
  /** In the hands of a caller. */
  readonly checkedOut: number;
  /** Open beyond `size`. */
  readonly overflow: number;
  /** Callers waiting. */
  readonly waiting: number;
  /** Open now, those being opened included. */
  readonly totalConnections: number;
  /** Handed out since the start. */
  readonly totalCheckouts: number;
  /** Returned since the start. */
  readonly totalCheckins: number;
  /** Time that callers waited for a connection, summed up since the start. */
  readonly totalWaitMs: number;
  /** Time that connections were in use, summed up since the start when they came back. */
  readonly totalUseMs: number;
  /** Connections reported since the start because they were not returned in time. */
  readonly totalLeaks: number;
  /** Callers refused since the start because no connection was free in time, or the queue was full. */
  readonly timeouts: number;
}
