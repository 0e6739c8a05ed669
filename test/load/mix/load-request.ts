/** One request of the mix, and how its answer is recognised. All of them may be sent twice. */
export interface LoadRequest {
  /** What is done, for the report. */
  readonly operation: string;
  readonly method: 'GET' | 'PUT' | 'POST';
  /** Path and query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Statuses of a right answer. */
  readonly expected: readonly number[];
  /** What stands in a right answer and in nobody else's. */
  readonly contains: string;
}
