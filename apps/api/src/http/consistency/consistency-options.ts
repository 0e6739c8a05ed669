import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { CacheService } from '@strata/cache';
import { Database } from '@strata/database';
import type { SettledConfig } from '../../module-options';
import type { ConsistencyOptions } from './attach-consistency';
import { ConsistencyTokens } from './consistency-token';
import { LocalRecentWriters, type RecentWriters } from './recent-writers';
import { RedisRecentWriters } from './redis-recent-writers';

/**
 * What read-your-writes over HTTP needs in `app`; what it opens is closed with it.
 * @param signingSecret of bearer tokens; undefined where they are verified with the issuer's keys.
 */
export function consistencyOptions(
  app: NestFastifyApplication,
  config: SettledConfig,
  signingSecret: string | undefined,
): ConsistencyOptions {
  const database = app.get(Database);
  // Where no secret is configured, the database's address, with its password, is one that all share.
  const tokens = new ConsistencyTokens(signingSecret ?? config.database.url.reveal());
  const cache = app.get(CacheService);
  const cachePosition = () => cache.position();
  return { database, tokens, writers: recentWriters(app, config, database), cachePosition };
}

function recentWriters(
  app: NestFastifyApplication,
  { redis, cache, database: { readYourWritesSeconds: seconds } }: SettledConfig,
  { replicated }: Database,
): RecentWriters {
  if (seconds === 0 || !replicated) return NOBODY;
  const url = redis?.url.reveal();
  // Behind sentinels and in a cluster too: callers that many processes serve send the token there.
  if (redis === undefined || url === undefined || !SINGLE_SERVER.test(url))
    return new LocalRecentWriters(seconds);
  const { namespace } = cache;
  const writers = new RedisRecentWriters({
    url,
    tlsCa: redis.tlsCa,
    namespace,
    seconds,
  });
  app
    .getHttpAdapter()
    .getInstance()
    .addHook('onClose', (_instance, done) => {
      writers.close();
      done();
    });
  return writers;
}

const SINGLE_SERVER = /^rediss?:/;

const NOBODY: RecentWriters = {
  note: () => Promise.resolve(),
  wroteRecently: () => Promise.resolve(false),
};
