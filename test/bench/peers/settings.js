'use strict';

const { readFileSync } = require('node:fs');

/** What the harness hands to every peer, through the environment. */
module.exports = {
  port: Number(process.env.PORT),
  databaseUrl: process.env.DATABASE_URL,
  redisUrl: process.env.REDIS_URL,
  /** The user that Strata answers, so that every subject sends the same bytes. */
  readUser: () => JSON.parse(readFileSync(process.env.BENCH_USER_FILE, 'utf8')),
};
