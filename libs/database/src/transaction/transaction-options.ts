/** How much of other transactions' work a transaction sees. */
export type IsolationLevel = 'READ COMMITTED' | 'REPEATABLE READ' | 'SERIALIZABLE';

export interface TransactionOptions {
  /** Default: the server's, `READ COMMITTED` as a rule. A nested transaction has that of the outer one. */
  readonly isolation?: IsolationLevel;
}
