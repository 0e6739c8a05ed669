import type { SettingReader } from '../engine/setting-reader';
import { SETTINGS } from '../settings';
import type { CacheConfig, CacheTtlSeconds } from '../strata-config';

/** What is cached and for how long. */
export function readCache(reader: SettingReader): CacheConfig {
  return {
    enabled: reader.read(SETTINGS.cacheEnabled).value,
    namespace: reader.read(SETTINGS.cacheNamespace).value,
    ttlSeconds: readTtls(reader),
    warmProfiles: reader.read(SETTINGS.cacheWarmProfiles).value,
  };
}

function readTtls(reader: SettingReader): CacheTtlSeconds {
  return {
    default: reader.read(SETTINGS.defaultTtl).value,
    users: reader.read(SETTINGS.usersTtl).value,
    stats: reader.read(SETTINGS.statsTtl).value,
    llm: reader.read(SETTINGS.llmTtl).value,
    analysis: reader.read(SETTINGS.analysisTtl).value,
  };
}
