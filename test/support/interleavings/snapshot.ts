import { RESP_TYPES } from 'redis';
import type { RedisClient } from '../../../libs/cache/src/stores/redis/redis-client';

/** Keys as DUMP gives them. */
export type Snapshot = ReadonlyMap<string, Buffer>;

const BYTES = { [RESP_TYPES.BLOB_STRING]: Buffer } as const;

/** As a server saves its data. */
export async function save(real: RedisClient, names: readonly string[]): Promise<Snapshot> {
  const saved = new Map<string, Buffer>();
  for (const name of names) {
    const bytes = await real.withTypeMapping(BYTES).dump(name);
    if (bytes !== null) saved.set(name, bytes);
  }
  return saved;
}

/** As a server that was killed finds its data: what was written after `saved` is lost. */
export async function restore(
  real: RedisClient,
  names: readonly string[],
  saved: Snapshot,
): Promise<void> {
  await real.del([...names]);
  for (const [name, bytes] of saved) await real.restore(name, 0, bytes, { REPLACE: true });
}
