import { open, type FileHandle } from 'node:fs/promises';
import { freePort } from '@strata/embedded-postgres';
import { eventually } from '../support/eventually';
import type { ServiceProcess } from '../support/service-process';
import { useServiceStand } from '../support/service-stand';

/** More than a pipe and a socket hold, at some 300 bytes a line. */
const LINES = 3_000;

describe('a service whose log', () => {
  const stand = useServiceStand();
  let service: ServiceProcess;

  async function start(stdout?: FileHandle): Promise<string> {
    const port = String(await freePort());
    service = stand().start({ PORT: port }, stdout?.fd);
    const url = `http://127.0.0.1:${port}`;
    await eventually(() => fetch(`${url}/health/live`), { timeoutMs: 60_000 });
    return url;
  }

  it('cannot be written serves, and ends when it is told to', async () => {
    const readOnly = await open('/dev/null', 'r');
    const url = await start(readOnly);
    await readOnly.close();
    expect((await fetch(`${url}/api/users/nobody`)).status).toBe(404);
    service.kill('SIGTERM');
    expect(await service.ended()).toBe(0);
  });

  it('nobody reads serves, and ends when it is told to', async () => {
    const url = await start();
    service.stopReading();
    for (let sent = 0; sent < LINES; sent += 100) {
      const some = Array.from({ length: 100 }, async () => (await fetch(`${url}/health`)).text());
      await Promise.all(some);
    }
    service.kill('SIGTERM');
    expect(await service.ended()).toBe('SIGKILL');
  });
});
