/**
 * KEYS: the lease. ARGV: token, stamp, milliseconds, the token of a lease that may be replaced.
 *
 * A lease is a hash: `t` its holder's token, `s` the stamp of the holder's load, `w` that somebody
 * waits. Returns nothing when the lease is now the caller's; otherwise the holder's token and stamp
 * and the milliseconds that are left, and notes that somebody waits.
 */
export const CLAIM = `
local held = redis.call('HMGET', KEYS[1], 't', 's')
if held[1] and held[1] ~= ARGV[4] then
  redis.call('HSET', KEYS[1], 'w', '1')
  return { held[1], held[2], redis.call('PTTL', KEYS[1]) }
end
redis.call('HSET', KEYS[1], 't', ARGV[1], 's', ARGV[2])
redis.call('PEXPIRE', KEYS[1], ARGV[3])
return false
`;

/** KEYS: the lease. ARGV: token, milliseconds. Returns 0 when the lease is no longer the caller's. */
export const RENEW = `
if redis.call('HGET', KEYS[1], 't') ~= ARGV[1] then return 0 end
return redis.call('PEXPIRE', KEYS[1], ARGV[2])
`;

/** KEYS: the lease. ARGV: token, channel, message. Deletes the caller's lease and wakes who waits. */
export const RELEASE = `
local held = redis.call('HMGET', KEYS[1], 't', 'w')
if held[1] ~= ARGV[1] then return 0 end
redis.call('DEL', KEYS[1])
if held[2] then redis.call('PUBLISH', ARGV[2], ARGV[3]) end
return 1
`;
