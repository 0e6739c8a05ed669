/** How much of other transactions' work a transaction sees. */
export type IsolationLevel = 'READ COMMITTED' | 'REPEATABLE READ' | 'SERIALIZABLE';

/** What a transaction may be told. A nested one takes part in the outer one: only `isolation` is looked at. */
export interface TransactionOptions {
  /** Default: the server's, `READ COMMITTED` as a rule. A nested transaction has that of the outer one. */
  readonly isolation?: IsolationLevel;
  /**
   * How often the work is run again, from its beginning in a new transaction, when others got in its way:
   * serialization failure or deadlock. Give it only to work that may be repeated: whatever it does outside
   * the database happens again. Default 0.
   */
  readonly retries?: number;
  /** Time for everything, waits and retries included; the request's own deadline counts as well. Default: none. */
  readonly timeoutMs?: number;
}
