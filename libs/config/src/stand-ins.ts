import type { StrataConfig } from './strata-config';

/** Something that runs inside the process because no server for it is configured. */
export interface StandIn {
  /** What it stands for. */
  readonly standsFor: 'PostgreSQL' | 'Redis';
  /** What runs instead, and what that means. */
  readonly runs: string;
  /** The setting that replaces it. */
  readonly replacedBy: string;
}

/** What runs without a server of its own, and which setting replaces it. */
export function standIns(config: StrataConfig): readonly StandIn[] {
  return [...embeddedDatabase(config), ...memoryCache(config)];
}

function embeddedDatabase({ database, embedded }: StrataConfig): StandIn[] {
  if (database.url) return [];
  const runs = `an embedded PostgreSQL, data under ${embedded.dataDir}`;
  return [{ standsFor: 'PostgreSQL', runs, replacedBy: 'DATABASE_URL' }];
}

function memoryCache({ cache, redis }: StrataConfig): StandIn[] {
  if (redis || !cache.enabled) return [];
  const runs = 'the memory cache alone, coherent within one process only';
  return [{ standsFor: 'Redis', runs, replacedBy: 'REDIS_URL' }];
}
