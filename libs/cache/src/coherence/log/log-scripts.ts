/**
 * KEYS: meta. ARGV: the server's run id, a candidate epoch, the prefix of log names, the epoch that the
 * caller knows ('' for none), and what of it the caller has applied.
 *
 * Another run id than in meta, no meta, or a last place below one that was given out: the data may
 * have been lost or set back, so a new epoch begins. Of several processes that arrive at once the first one's candidate is taken by all.
 * Always writes, so that a read-only replica is refused here.
 *
 * Returns the epoch and its last place.
 */
export const ATTACH = `
local meta = redis.call('HMGET', KEYS[1], 'run', 'epoch', 'seq')
local setBack = meta[2] == ARGV[4] and tonumber(meta[3] or '0') < tonumber(ARGV[5])
if meta[1] == ARGV[1] and meta[2] and not setBack then
  redis.call('HSET', KEYS[1], 'run', ARGV[1])
  return { meta[2], meta[3] or '0' }
end
if meta[2] then redis.call('UNLINK', ARGV[3] .. meta[2]) end
redis.call('DEL', KEYS[1])
redis.call('HSET', KEYS[1], 'run', ARGV[1], 'epoch', ARGV[2], 'seq', '0')
return { ARGV[2], '0' }
`;

/**
 * KEYS: meta, the epoch's stream. ARGV: the epoch, the stream's length, origin, names, position, time of
 * its making ('' where that is not known).
 *
 * Returns the record's place, or -1 when another epoch has begun. Places are contiguous. A stream that
 * is ahead of meta shows that meta was set back: it is dropped, so that the next to attach begins anew.
 */
export const PUBLISH = `
if redis.call('HGET', KEYS[1], 'epoch') ~= ARGV[1] then return -1 end
local seq = redis.call('HINCRBY', KEYS[1], 'seq', 1)
local id = string.format('%.0f-0', seq)
local added = redis.pcall('XADD', KEYS[2], 'MAXLEN', '~', ARGV[2], id, 'o', ARGV[3], 'n', ARGV[4], 'p', ARGV[5], 't', ARGV[6])
if type(added) ~= 'table' then return seq end
redis.call('DEL', KEYS[1])
return -1
`;

/** From Redis 7 on, a script says itself that it may run when memory is full; older ones know no flags. */
export function allowOom(script: string, redisMajor: number): string {
  return redisMajor >= 7 ? `#!lua flags=allow-oom${script}` : script;
}
