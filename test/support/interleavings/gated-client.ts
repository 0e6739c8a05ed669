import type { RedisClient } from '../../../libs/cache/src/stores/redis/redis-client';
import type { Gate } from './gate';

type XRead = Parameters<RedisClient['xRead']>;

/** What the log's parts ask of a client, gated, over one real client for all; reads do not block. */
export function gatedClient(real: RedisClient, gate: Gate): RedisClient {
  const gated = {
    info: (section: string) => gate.call(() => real.info(section)),
    eval: (...args: Parameters<RedisClient['eval']>) => gate.call(() => real.eval(...args)),
    hmGet: (...args: Parameters<RedisClient['hmGet']>) => gate.call(() => real.hmGet(...args)),
    xRange: (...args: Parameters<RedisClient['xRange']>) => gate.call(() => real.xRange(...args)),
    xRead: (from: XRead[0]) => gate.call(() => real.xRead(from, { COUNT: 500 })),
    on: () => undefined,
    destroy: () => undefined,
  };
  // The parts of the log use nothing else of a client.
  return gated as unknown as RedisClient;
}
