import type { CacheStore } from '../../../libs/cache/src/stores/cache-store';
import { Entry } from '../../../libs/cache/src/stores/entry';
import type { Connection } from './connection';
import type { Shared } from './shared';

const TTL_MS = 1e9;

type Stored = readonly [epoch: string, seq: number, tags: readonly string[], value: number];

/** Entries as plain keys of a real Redis; every call is gated. */
export function gatedStore({ real, namespace }: Shared, connection: Connection): CacheStore {
  const get = async (key: string): Promise<Entry | undefined> => {
    const text = await connection.call(() => real.get(`${namespace}:${key}`));
    return text === null ? undefined : decode(key, text);
  };
  return {
    get,
    getMany: (keys) => Promise.all(keys.map(get)),
    set: async (entry) => {
      await connection.call(() => real.set(`${namespace}:${entry.key}`, encode(entry)));
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
    ttlMs: TTL_MS,
    expiresAtMs: TTL_MS,
    stamp: { tick: -1, epoch, seq },
  });
}
