/**
 * Fewest insertions, deletions, replacements and swaps of neighbours that turn `a` into `b`
 * (optimal string alignment distance).
 */
export function editDistance(a: string, b: string): number {
  let beforePrevious: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      current.push(cheapest(a, b, row, column, [beforePrevious, previous, current]));
    }
    [beforePrevious, previous] = [previous, current];
  }
  return at(previous, b.length);
}

type Rows = readonly [beforePrevious: number[], previous: number[], current: number[]];

function cheapest(a: string, b: string, row: number, column: number, rows: Rows): number {
  const [beforePrevious, previous, current] = rows;
  const replace = at(previous, column - 1) + (a[row - 1] === b[column - 1] ? 0 : 1);
  const insertOrDelete = Math.min(at(previous, column), at(current, column - 1)) + 1;
  const isSwap =
    row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
  const swap = isSwap ? at(beforePrevious, column - 2) + 1 : Infinity;
  return Math.min(replace, insertOrDelete, swap);
}

function at(row: readonly number[], column: number): number {
  return row[column] ?? Infinity;
}
