import { ConfigurableModuleBuilder } from '@nestjs/common';

/** How the users module behaves. */
export interface UsersOptions {
  /** How long a profile or settings may stay in the cache, in seconds. Default 3600. */
  readonly cacheTtlSeconds?: number;
  /** Profiles of the newest users that are put into the cache at start. Default 0. */
  readonly warmProfiles?: number;
}

export const DEFAULT_CACHE_TTL_SECONDS = 3600;

export const { ConfigurableModuleClass, MODULE_OPTIONS_TOKEN: USERS_OPTIONS } =
  new ConfigurableModuleBuilder<UsersOptions>({ moduleName: 'Users' })
    .setClassMethodName('forRoot')
    .build();
