import { ConfigurableModuleBuilder } from '@nestjs/common';

/** How the stats module behaves. */
export interface StatsOptions {
  /**
   * How long an answer may stay in the cache, in seconds. Default: until the user's day ends, which
   * bounds it in any case.
   */
  readonly maxCacheTtlSeconds?: number | undefined;
}

export const { ConfigurableModuleClass, MODULE_OPTIONS_TOKEN: STATS_OPTIONS } =
  new ConfigurableModuleBuilder<StatsOptions>({ moduleName: 'Stats' })
    .setClassMethodName('forRoot')
    .build();
