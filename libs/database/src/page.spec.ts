import { pageOf } from './page';

/** Rows of one moment, told apart by their ids, with a column of their own. */
const rows = ['d', 'c', 'b'].map((id) => ({ id, createdAt: new Date(0), name: id.toUpperCase() }));

describe('pageOf', () => {
  it('leaves out the row too many and goes on after the last one shown', () => {
    const next = { createdAt: new Date(0), id: 'c' };
    expect(pageOf(rows, 2)).toEqual({ items: rows.slice(0, 2), next });
  });

  it('has no next page where no row was too many', () => {
    expect(pageOf(rows, 3)).toEqual({ items: rows, next: null });
    expect(pageOf([], 3)).toEqual({ items: [], next: null });
  });
});
