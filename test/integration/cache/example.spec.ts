import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, symlink } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { testVariable } from '../../support/environment';
import { eventually } from '../../support/eventually';
import { RedisServer } from '../../support/redis/redis-server';

const ROOT = resolve(__dirname, '../../..');
/** A port on which nobody listens: the discard service's, which needs root to be taken. */
const REFUSING_URL = 'redis://127.0.0.1:9';

let folder: string;
let redis: RedisServer;
const processes: ChildProcess[] = [];

beforeAll(async () => {
  redis = await RedisServer.start();
  folder = await mkdtemp(join(testVariable('TEST_RUN_DIR'), 'example-'));
  await symlink(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  const compiler = join(ROOT, 'node_modules/typescript/bin/tsc');
  const project = join(ROOT, 'libs/cache/example/tsconfig.json');
  await promisify(execFile)(process.execPath, [compiler, '-p', project, '--outDir', folder]);
});

afterEach(async () => {
  for (const child of processes.splice(0)) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    const exit = once(child, 'exit');
    child.kill('SIGKILL');
    await exit;
  }
});

afterAll(() => redis.stop());

/** Starts the example; where it answers. */
async function start(redisUrl: string): Promise<string> {
  const args = [join(folder, 'example/main.js'), redisUrl, '0'];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  processes.push(child);
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (output += text));
  const find = (): string => {
    const url = /^http:\S+$/m.exec(output)?.[0];
    if (url !== undefined) return url;
    throw new Error(`The example has not started (${child.exitCode}): ${output}`);
  };
  return eventually(find);
}

async function get(url: string): Promise<unknown> {
  return (await fetch(url)).json();
}

async function rename(url: string, title: string): Promise<void> {
  const headers = { 'content-type': 'application/json' };
  await fetch(`${url}/articles/1`, { method: 'PUT', headers, body: JSON.stringify({ title }) });
}

describe('the example application', () => {
  it('caches what its method and its route give, and shows a change at once', async () => {
    const url = await start(redis.url);
    await eventually(async () =>
      expect(await get(`${url}/figures`)).toMatchObject({ redis: 'connected' }),
    );
    await expect(get(`${url}/articles/1`)).resolves.toEqual({ id: '1', title: 'First' });
    const second = await fetch(`${url}/articles/1`);
    expect(second.headers.get('cache-status')).toContain('hit');
    await expect(get(`${url}/articles/1/words`)).resolves.toEqual({ words: 1 });
    await expect(get(`${url}/figures`)).resolves.toEqual({ reads: 1, redis: 'connected' });
    await rename(url, 'Second edition');
    await expect(get(`${url}/articles/1`)).resolves.toEqual({ id: '1', title: 'Second edition' });
    await expect(get(`${url}/articles/1/words`)).resolves.toEqual({ words: 2 });
  });

  it('starts and answers while Redis is refused', async () => {
    const url = await start(REFUSING_URL);
    await expect(get(`${url}/articles/1`)).resolves.toEqual({ id: '1', title: 'First' });
    await expect(get(`${url}/figures`)).resolves.toMatchObject({ redis: 'unavailable' });
  });
});
