import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { parse } from '../testing/parse';
import { describeSettings } from './describe-settings';
import { renderEnvExample } from './env-example';
import { renderSettingsTable } from './settings-table';

const CA = readFileSync(join(__dirname, '../fixtures/tls/ca.pem'), 'utf8');
const settings = describeSettings();
const example = renderEnvExample(settings);

describe('.env.example', () => {
  it('changes nothing as it stands', () => {
    expect(parseEnv(example)).toEqual({});
  });

  it('offers every setting', () => {
    const offered = parseEnv(example.replaceAll(/^#(?=[A-Z_]+=)/gm, ''));
    expect(Object.keys(offered).sort()).toEqual(settings.map(({ name }) => name).sort());
  });

  it.each(settings)('offers a valid value for $name', ({ name, sample }) => {
    const key: Record<string, string> =
      name === 'AUTH_JWKS_URL' ? {} : { AUTH_JWT_SECRET: 'k'.repeat(32) };
    const files = { [sample]: CA };
    const encrypted = {
      DATABASE_URL: 'postgresql://db/s?sslmode=verify-full',
      REDIS_URL: 'rediss://redis',
    };
    const plain = { DATABASE_URL: 'postgresql://db/s' };
    const others = name.endsWith('_CA_FILE') ? encrypted : plain;
    expect(parse({ ...others, ...key, [name]: sample }, files).warnings).toEqual([]);
  });

  it('stays within 100 columns', () => {
    expect(example.split('\n').filter((line) => line.length > 100)).toEqual([]);
  });
});

describe('the settings table', () => {
  const table = renderSettingsTable(settings);

  it('has a row for every setting, with its other names', () => {
    for (const { name, aliases, fileVariable } of settings) {
      const row = table.split('\n').find((line) => line.startsWith(`| \`${name}\``));
      const others = fileVariable === undefined ? aliases : [...aliases, fileVariable];
      for (const other of others) expect(row).toContain(`\`${other}\``);
      expect(row).toBeDefined();
    }
  });

  it('says where production differs', () => {
    expect(table).toMatch(/`DB_POOL_SIZE`.*\| 5; in production 20 \|/);
  });
});
