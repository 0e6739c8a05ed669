import { connect } from 'node:net';
import { RedisTimeoutError } from '../../errors';
import type { RedisPlace } from './redis-url';

/** Resolves when a server takes a TCP connection there. Costs a tenth of making a client. */
export function probeTcp({ host, port }: RedisPlace, timeoutMs: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port });
    socket.unref().setTimeout(timeoutMs, () => {
      socket.destroy(new RedisTimeoutError('Redis did not take a connection in time.'));
    });
    socket.once('error', reject);
    socket.once('connect', () => {
      socket.destroy();
      resolve();
    });
  });
}
