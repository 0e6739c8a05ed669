/** What one caller has waited for, in milliseconds. Waits at the same time are added up. */
export interface CallerWaits {
  /** For connections, until they were handed out or refused. */
  poolMs: number;
  /** For statements, until they were answered or failed. */
  databaseMs: number;
}
