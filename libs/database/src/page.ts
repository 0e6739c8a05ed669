/** Where a page begins, in newest-first order: after the row of this time; of rows of one time, of this id. */
export interface PagePosition {
  readonly createdAt: Date;
  readonly id: string;
}

/** Some rows, newest first, and where the next page begins; null after the last. */
export interface Page<Row> {
  readonly items: readonly Row[];
  readonly next: PagePosition | null;
}

/** The page of `limit` rows with which `rows` begins. One more was asked for, to know whether there is a next page. */
export function pageOf<Row extends PagePosition>(rows: readonly Row[], limit: number): Page<Row> {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  const next = rows.length > limit && last ? { createdAt: last.createdAt, id: last.id } : null;
  return { items, next };
}
