import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { CacheService, SharedMarks } from '@strata/cache';
import { Database } from '@strata/database';
import type { SettledConfig } from '../../module-options';
import type { ConsistencyOptions } from './attach-consistency';
import { ConsistencyTokens } from './consistency-token';
import { LocalRecentWriters, type RecentWriters } from './recent-writers';
import { SharedRecentWriters } from './shared-recent-writers';

/**
 * What read-your-writes over HTTP needs in `app`.
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
  { database: { readYourWritesSeconds: seconds } }: SettledConfig,
  { replicated }: Database,
): RecentWriters {
  if (seconds === 0 || !replicated) return NOBODY;
  const marks = app.get(SharedMarks);
  return marks.configured
    ? new SharedRecentWriters(marks, seconds)
    : new LocalRecentWriters(seconds);
}

const NOBODY: RecentWriters = {
  note: () => Promise.resolve(),
  wroteRecently: () => Promise.resolve(false),
};
