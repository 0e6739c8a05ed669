import type { SettingSpec } from '../engine/setting';
import { CACHE_SETTINGS, REDIS_SETTINGS } from './cache';
import { DATABASE_SETTINGS, EMBEDDED_SETTINGS } from './database';
import { POOL_SETTINGS } from './database-pool';
import { SESSION_SETTINGS } from './database-sessions';
import { RETENTION_SETTINGS } from './retention';
import { RATE_LIMIT_SETTINGS } from './rate-limits';
import { AUTHENTICATION_SETTINGS, LOGGING_SETTINGS, SERVICE_SETTINGS } from './service';

/** Every setting there is, by a name for the code. */
export const SETTINGS = {
  ...SERVICE_SETTINGS,
  ...LOGGING_SETTINGS,
  ...AUTHENTICATION_SETTINGS,
  ...RATE_LIMIT_SETTINGS,
  ...DATABASE_SETTINGS,
  ...POOL_SETTINGS,
  ...SESSION_SETTINGS,
  ...EMBEDDED_SETTINGS,
  ...CACHE_SETTINGS,
  ...REDIS_SETTINGS,
  ...RETENTION_SETTINGS,
} as const;

/** Every setting, in the order in which they are documented. */
export const ALL_SETTINGS: readonly SettingSpec<unknown>[] = Object.values(SETTINGS);
