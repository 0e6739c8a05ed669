import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describeSettings, renderEnvExample } from '@strata/config';
import { settingsDoc, withSettingsTable } from './settings-doc';

const MARKERS = '<!-- settings:begin -->\nwritten by hand\n<!-- settings:end -->';
const REPOSITORY = resolve(__dirname, '../../..');

describe('the documentation of the settings', () => {
  let root: string;
  const read = (name: string) => readFileSync(join(root, name), 'utf8');

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'strata-settings-'));
    writeFileSync(join(root, 'README.md'), `# Title\n\n${MARKERS}\n\nThe end\n`);
    jest.spyOn(console, 'log').mockImplementation(() => undefined);
    jest.spyOn(console, 'error').mockImplementation(() => undefined);
  });
  afterEach(() => {
    jest.restoreAllMocks();
    rmSync(root, { recursive: true });
  });

  it('is written from the code, between the markers of the README', () => {
    expect(settingsDoc([], root)).toBe(0);
    expect(read('.env.example')).toContain('#DB_POOL_SIZE=5');
    expect(read('README.md')).toMatch(/^# Title\n\n<!-- settings:begin -->[^]*`DB_POOL_SIZE`/);
    expect(read('README.md')).toMatch(/<!-- settings:end -->\n\nThe end\n$/);
    expect(read('README.md')).not.toContain('written by hand');
  });

  it('is found current right after it was written, and outdated after a change', () => {
    expect(settingsDoc(['--check'], root)).toBe(1);
    settingsDoc([], root);
    expect(settingsDoc(['--check'], root)).toBe(0);
    writeFileSync(join(root, '.env.example'), 'PORT=1\n');
    expect(settingsDoc(['--check'], root)).toBe(1);
    expect(read('.env.example')).toBe('PORT=1\n');
  });

  it.each(['no markers', `${MARKERS}\n${MARKERS}`, '<!-- settings:begin -->'])(
    'is not put into a README with %j',
    (readme) => {
      expect(() => withSettingsTable(readme)).toThrow(/exactly one pair/);
      writeFileSync(join(root, 'README.md'), readme);
      expect(settingsDoc([], root)).toBe(1);
      expect(read('README.md')).toBe(readme);
    },
  );

  it('is not touched for an argument that is unknown', () => {
    expect(settingsDoc(['--chekc'], root)).toBe(1);
    expect(read('README.md')).toContain('written by hand');
  });

  it('in .env.example of this repository is current', () => {
    const committed = readFileSync(join(REPOSITORY, '.env.example'), 'utf8');
    expect(committed).toBe(renderEnvExample(describeSettings()));
  });
});
