import { createClient } from 'redis';
import { testVariable } from './environment';

const DATABASES_PER_WORKER = 4;
const PATIENT_SOCKET = { reconnectStrategy: false, connectTimeout: 60_000 } as const;

/**
 * URL of an empty logical Redis database that no other test file uses meanwhile: a Jest worker runs one file at a
 * time, and each worker has databases of its own. `index` (0 to 3) gives a file more than one. Channels are shared
 * by the whole server; a test of publish and subscribe uses names of its own, or a {@link RedisServer}.
 */
export async function testRedisUrl(index = 0): Promise<string> {
  if (!Number.isInteger(index) || index < 0 || index >= DATABASES_PER_WORKER)
    throw new RangeError(`index ${index}: a worker has ${DATABASES_PER_WORKER} Redis databases`);
  const worker = Number(process.env.JEST_WORKER_ID ?? '1') - 1;
  const url = new URL(testVariable('TEST_REDIS_URL'));
  url.pathname = `/${worker * DATABASES_PER_WORKER + index}`;
  await flush(url.toString());
  return url.toString();
}

async function flush(url: string): Promise<void> {
  const client = createClient({ url, socket: PATIENT_SOCKET });
  // A failure reaches the caller through the command that it breaks.
  client.on('error', () => undefined);
  await client.connect();
  try {
    await client.flushDb();
  } finally {
    client.destroy();
  }
}
