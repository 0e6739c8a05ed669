/** Rows that go when they are old. */
export interface RetentionRule {
  /** `schema.name` of a table with a column `created_at`; never made of what a caller sent. */
  readonly table: string;
  /** Age at which its rows go. */
  readonly days: number;
}
