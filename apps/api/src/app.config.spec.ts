import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { configOf } from './app.config';

describe('the configuration of a process', () => {
  let directory: string;
  const write = (name: string, content: string | Buffer) => {
    writeFileSync(join(directory, name), content);
  };

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'strata-config-'));
  });
  afterEach(() => {
    rmSync(directory, { recursive: true });
  });

  it('needs no .env', () => {
    expect(configOf({ PORT: '4000' }, directory).config.http.port).toBe(4000);
  });

  it('takes from .env what the process does not set', () => {
    write('.env', '\ufeffPORT=4000\nHOST="::1"\nENABLE_CACHE=true\n');
    const { config } = configOf({ PORT: '5000', CACHE_ENABLED: 'false' }, directory);
    expect(config.http).toMatchObject({ port: 5000, host: '::1' });
    expect(config.cache.enabled).toBe(false);
  });

  it('is not kept from starting by a Python environment in a folder called .env', () => {
    mkdirSync(join(directory, '.env'));
    expect(configOf({}, directory).config.http.port).toBe(3000);
  });

  it('reads secrets from files, relative paths counting from the working directory', () => {
    write('jwt', `${'k'.repeat(40)}\n`);
    const { config } = configOf({ AUTH_JWT_SECRET_FILE: 'jwt' }, directory);
    expect(config.auth.jwtSecret?.reveal()).toBe('k'.repeat(40));
  });

  it.each([
    ['a folder', (path: string) => mkdirSync(path), 'NOT_A_FILE'],
    [
      'bytes that are no text',
      (path: string) => writeFileSync(path, Buffer.alloc(64, 0xff)),
      'ERR',
    ],
    [
      'too large',
      (path: string) => writeFileSync(path, Buffer.alloc(1024 * 1024 + 1)),
      'TOO_LARGE',
    ],
  ])('refuses a secret file that is %s', (_what, make, code) => {
    make(join(directory, 'jwt'));
    expect(() => configOf({ AUTH_JWT_SECRET_FILE: 'jwt' }, directory)).toThrow(
      new RegExp(`AUTH_JWT_SECRET_FILE: found the path "jwt", which cannot be read \\(${code}`),
    );
  });

  it('refuses a .env that is no text', () => {
    write('.env', Buffer.from([0x50, 0x3d, 0xff]));
    expect(() => configOf({}, directory)).toThrow(/\.env: found a file that cannot be read/);
  });
});
