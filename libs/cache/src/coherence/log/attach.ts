import { randomUUID } from 'node:crypto';
import { RedisReplyError } from '../../errors';
import type { RedisClient } from '../../stores/redis/redis-client';
import type { LogKeys } from './log-keys';
import { allowOom, ATTACH } from './log-scripts';

/** The log as a new connection finds it. */
export interface Attachment {
  readonly epoch: string;
  /** Last place given. */
  readonly seq: number;
  readonly redisMajor: number;
}

/** Where the caller is. */
export interface KnownPlace {
  readonly epoch: string | undefined;
  readonly applied: number;
}

/**
 * Finds out which epoch is in force, beginning a new one when the server is not the one that the
 * old one was kept by. Done on every new connection, before it is used.
 */
export async function attach(
  client: RedisClient,
  keys: LogKeys,
  known: KnownPlace,
): Promise<Attachment> {
  const info = await client.info('server');
  const redisMajor = Number.parseInt(field(info, 'redis_version'), 10);
  const reply = await client.eval(allowOom(ATTACH, redisMajor), {
    keys: [keys.meta],
    arguments: [
      field(info, 'run_id'),
      randomUUID(),
      keys.logPrefix,
      known.epoch ?? '',
      String(known.applied),
    ],
  });
  if (!Array.isArray(reply)) throw unexpected();
  const [epoch, seq] = reply;
  if (typeof epoch !== 'string' || typeof seq !== 'string') throw unexpected();
  return { epoch, seq: Number(seq), redisMajor };
}

function field(info: string, name: string): string {
  const value = new RegExp(`^${name}:(\\S+)`, 'm').exec(info)?.[1];
  if (value === undefined) throw unexpected();
  return value;
}

function unexpected(): RedisReplyError {
  return new RedisReplyError('Redis answered unlike a Redis server.');
}
