import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';

/** Below the ports that systems give to whoever asks for any, and to connections: on Linux from 32,768 on. */
const FIRST = 10_000;
const SHARES = 64;
const SHARE_SIZE = 340;
/** Jest gives its workers numbers from one on. */
const share = Number(process.env.JEST_WORKER_ID ?? '0') % SHARES;

const given = new Set<number>();

/**
 * A port on 127.0.0.1 on which nobody listens, and which nobody else gets while the test file runs: a server that is
 * stopped and started again finds it free.
 */
export async function ownPort(): Promise<number> {
  for (;;) {
    if (given.size === SHARE_SIZE) given.clear();
    const port = FIRST + share * SHARE_SIZE + randomInt(SHARE_SIZE);
    if (given.has(port)) continue;
    given.add(port);
    if (await isFree(port)) return port;
  }
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer().listen(port, '127.0.0.1');
  try {
    await once(server, 'listening');
  } catch {
    return false;
  }
  server.close();
  await once(server, 'close');
  return true;
}
