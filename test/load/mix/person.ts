/** A user whom the load uses. */
export interface Person {
  readonly id: string;
  /** An analysis of this user. */
  readonly analysisId: string;
}
