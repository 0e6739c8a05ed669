import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const ROOT = resolve(__dirname, '..', '..', '..');

/** Everything a Jest run prints, in order. */
async function output(folder: string): Promise<string[]> {
  const reporter = join(ROOT, 'test', 'support', 'count-reporter.js');
  const config = { rootDir: folder, transform: {}, reporters: ['default', reporter] };
  const jestBin = join(ROOT, 'node_modules', 'jest', 'bin', 'jest.js');
  const command = `"${process.execPath}" "${jestBin}" --config '${JSON.stringify(config)}' 2>&1`;
  return new Promise((done) => {
    execFile('sh', ['-c', command], { cwd: folder }, (_failure, stdout) =>
      done(stdout.split('\n')),
    );
  });
}

describe('the last line of a run', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'count-reporter-'));
    await writeFile(join(folder, 'good.test.js'), "it('a', () => {}); it('b', () => {});");
  });

  afterEach(async () => {
    await rm(folder, { recursive: true });
  });

  it('counts the tests that passed', async () => {
    expect((await output(folder)).slice(-2)).toEqual(['2 passed, 0 failed', '']);
  });

  it('counts failed tests, and a file that could not be run as one', async () => {
    await writeFile(join(folder, 'bad.test.js'), "it('c', () => { throw new Error('no'); });");
    await writeFile(join(folder, 'broken.test.js'), "require('./missing');");
    expect((await output(folder)).slice(-2)).toEqual(['2 passed, 2 failed', '']);
  });
});
