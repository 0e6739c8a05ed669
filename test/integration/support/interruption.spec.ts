import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { access } from 'node:fs/promises';
import { createConnection } from 'node:net';
import { join } from 'node:path';
import { eventually } from '../../support/eventually';

interface Started {
  readonly folder: string;
  readonly ports: number[];
}

const HOOK = join(__dirname, '..', '..', 'support', 'typescript-hook.js');
const SCRIPT = join(__dirname, 'run-script.ts');

/** A process of its own that opens a test run with a PostgreSQL and a suspended Redis in it. */
async function startRun() {
  const child = spawn(process.execPath, ['-r', HOOK, SCRIPT], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  return { child, started: JSON.parse(line.toString()) as Started };
}

async function accepts(port: number): Promise<boolean> {
  const socket = createConnection({ host: '127.0.0.1', port });
  return once(socket, 'connect').then(
    () => {
      socket.destroy();
      return true;
    },
    () => false,
  );
}

describe('a test run', () => {
  it.each(['SIGINT', 'SIGTERM', 'SIGKILL'] as const)(
    'leaves no server and no folder behind when %s ends it',
    async (signal) => {
      const { child, started } = await startRun();
      expect(await Promise.all(started.ports.map(accepts))).toEqual([true, true]);
      child.kill(signal);
      const nothingLeft = async () => {
        expect(await Promise.all(started.ports.map(accepts))).toEqual([false, false]);
        await expect(access(started.folder)).rejects.toMatchObject({ code: 'ENOENT' });
      };
      await eventually(nothingLeft, { intervalMs: 100 });
    },
  );
});
