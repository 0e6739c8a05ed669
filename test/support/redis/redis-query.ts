import { once } from 'node:events';
import { createConnection } from 'node:net';

const ANSWER_TIMEOUT_MS = 1_000;

/** What the server on `port` first answers to an inline command; empty when it answers nothing in a second. */
export async function askRedis(port: number, command: string): Promise<string> {
  const socket = createConnection({ host: '127.0.0.1', port });
  try {
    const signal = AbortSignal.timeout(ANSWER_TIMEOUT_MS);
    await once(socket, 'connect', { signal });
    socket.write(`${command}\r\n`);
    const [answer] = (await once(socket, 'data', { signal })) as [Buffer];
    return answer.toString('latin1');
  } catch {
    // Refused, cut or silent: not ready yet, and the caller asks again.
    return '';
  } finally {
    socket.on('error', () => undefined).destroy();
  }
}
