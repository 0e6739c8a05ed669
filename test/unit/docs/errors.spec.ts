import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { CATALOGUE, type CatalogueEntry } from '@strata/errors';

const PAGE = readFileSync(resolve(__dirname, '../../../docs/errors.md'), 'utf8');

/** The page's table: code, status, title, repair. */
const ROWS = PAGE.split('\n')
  .filter((line) => line.startsWith('| `'))
  .map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );

describe('docs/errors.md', () => {
  it('documents every error code as the service answers it, and no other', () => {
    const entries: [string, CatalogueEntry][] = Object.entries(CATALOGUE);
    expect(ROWS).toEqual(
      entries.map(([code, { status, title, repair }]) => [
        `\`${code}\``,
        String(status),
        title,
        repair,
      ]),
    );
  });
});
