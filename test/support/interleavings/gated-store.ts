import type { CacheStore } from '../../../libs/cache/src/stores/cache-store';
import { Entry } from '../../../libs/cache/src/stores/entry';
import type { RedisClient } from '../../../libs/cache/src/stores/redis/redis-client';
import type { Gate } from './gate';

type Stored = readonly [epoch: string, seq: number, tags: readonly string[], value: number];

/** Entries as plain keys of a real Redis; every call is gated. */
export function gatedStore(real: RedisClient, gate: Gate, prefix: string): CacheStore {
  const get = async (key: string): Promise<Entry | undefined> => {
    const text = await gate.call(() => real.get(prefix + key));
    return text === null ? undefined : decode(key, text);
  };
  return {
    get,
    getMany: (keys) => Promise.all(keys.map(get)),
    set: async (entry) => {
      await gate.call(() => real.set(prefix + entry.key, encode(entry)));
    },
    delete: () => undefined,
    deleteMatching: () => undefined,
    clear: () => undefined,
  };
}

function encode({ epoch, seq, tags, value }: Entry): string {
  return JSON.stringify([epoch, seq, tags, value]);
}

function decode(key: string, text: string): Entry {
  // Only encode() above writes below this prefix.
  const [epoch, seq, tags, value] = JSON.parse(text) as Stored;
  return new Entry({
    key,
    captured: { value, shareable: true, jsonSafe: true, bytes: 8 },
    tags,
    ttlMs: 60_000,
    expiresAtMs: performance.now() + 60_000,
    stamp: { tick: -1, epoch, seq },
  });
}
