/**
 * KEYS: leases. ARGV: token, stamp, milliseconds, and for each lease the token of one that may be replaced.
 *
 * A lease is a hash: `t` its holder's token, `s` the stamp of the holder's load, `w` that somebody
 * waits. Returns for each lease 0 when it is now the caller's; otherwise the holder's token and stamp
 * and the milliseconds that are left, and notes that somebody waits.
 */
export const CLAIM = `
local outcomes = {}
for i, lease in ipairs(KEYS) do
  local held = redis.call('HMGET', lease, 't', 's')
  if held[1] and held[1] ~= ARGV[3 + i] then
    redis.call('HSET', lease, 'w', '1')
    outcomes[i] = { held[1], held[2], redis.call('PTTL', lease) }
  else
    redis.call('HSET', lease, 't', ARGV[1], 's', ARGV[2])
    redis.call('PEXPIRE', lease, ARGV[3])
    outcomes[i] = 0
  end
end
return outcomes
`;

/** KEYS: leases. ARGV: token, milliseconds. Returns how many are still the caller's. */
export const RENEW = `
local kept = 0
for _, lease in ipairs(KEYS) do
  if redis.call('HGET', lease, 't') == ARGV[1] then
    kept = kept + redis.call('PEXPIRE', lease, ARGV[2])
  end
end
return kept
`;

/** KEYS: leases. ARGV: token, channel, and a message for each. Deletes those of the caller and wakes who waits. */
export const RELEASE = `
for i, lease in ipairs(KEYS) do
  local held = redis.call('HMGET', lease, 't', 'w')
  if held[1] == ARGV[1] then
    redis.call('DEL', lease)
    if held[2] then redis.call('PUBLISH', ARGV[2], ARGV[2 + i]) end
  end
end
return 0
`;

/** Leases that one run of a script looks at, so that none keeps Redis busy for long: about a millisecond. */
const MAX_LEASES = 500;

/** Parts of a list that are each small enough for one run. Sent together, they take one round trip. */
export function inRuns<T>(list: readonly T[]): readonly (readonly T[])[] {
  const count = Math.ceil(list.length / MAX_LEASES);
  return Array.from({ length: count }, (_, run) =>
    list.slice(run * MAX_LEASES, (run + 1) * MAX_LEASES),
  );
}
