import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describeSettings, renderSettingsTable } from '@strata/config';

const README = readFileSync(resolve(__dirname, '../../../README.md'), 'utf8');
const { scripts } = JSON.parse(
  readFileSync(resolve(__dirname, '../../../package.json'), 'utf8'),
) as { scripts: Record<string, string> };

describe('README.md', () => {
  it('lists the settings as the parser knows them', () => {
    expect(README).toContain(renderSettingsTable(describeSettings()).trim());
  });

  it('names only commands that exist', () => {
    const named = [...README.matchAll(/npm run (?:-s )?([a-z0-9:-]+)/g)].map(([, name]) => name);
    expect(named.length).toBeGreaterThan(5);
    expect(named.filter((name) => name === undefined || !(name in scripts))).toEqual([]);
  });
});
