/** Rows that go when they are old. */
export interface RetentionRule {
  /** `schema.name` of a table; never made of what a caller sent. */
  readonly table: string;
  /**
   * From when on a row ages: a column, or an SQL expression of columns, NULL for a row that does not. Never made of
   * what a caller sent. Default `created_at`.
   */
  readonly since?: string;
  /** Age at which its rows go. */
  readonly days: number;
}
