import type { RedisClient } from '../../stores/redis/redis-client';
import type { LogKeys } from './log-keys';
import type { AppendedRecord } from './log-publisher';
import { encodeNames } from './log-record';
import { allowOom, PUBLISH } from './log-scripts';

/** Records that the log keeps, about; a process that was away for longer starts cold. */
const MAX_RECORDS = 10_000;

/** Appends a record to the log. Returns its place, or -1 when another epoch is in force. */
export async function append(
  client: RedisClient,
  keys: LogKeys,
  redisMajor: number,
  { epoch, origin, names, position = '', madeAtMs }: AppendedRecord,
): Promise<number> {
  const place = await client.eval(allowOom(PUBLISH, redisMajor), {
    keys: [keys.meta, keys.logPrefix + epoch],
    arguments: [
      epoch,
      String(MAX_RECORDS),
      origin,
      encodeNames(names),
      position,
      madeAtMs === undefined ? '' : String(madeAtMs),
    ],
  });
  return typeof place === 'number' ? place : -1;
}
