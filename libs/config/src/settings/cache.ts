import { boolean } from '../kinds/boolean';
import { host } from '../kinds/host';
import { integer } from '../kinds/integer';
import { redisUrl } from '../kinds/redis-url';
import { path, text } from '../kinds/text';
import { optionalSetting, setting } from '../engine/setting';
import { DAY_SECONDS, HOUR_SECONDS } from './seconds';

const ttl = integer(1, 365 * DAY_SECONDS);

/** What is cached and for how long. */
export const CACHE_SETTINGS = {
  cacheEnabled: setting({
    name: 'CACHE_ENABLED',
    aliases: ['ENABLE_CACHE'],
    group: 'Cache',
    kind: boolean,
    description: 'Switches every cache on or off.',
    default: true,
  }),
  cacheNamespace: setting({
    name: 'CACHE_NAMESPACE',
    group: 'Cache',
    kind: text('1 to 64 letters, digits, "_" and "-"', /^[A-Za-z0-9_-]{1,64}$/),
    description: 'Begins every key, so that several services can share one Redis.',
    default: 'strata',
  }),
  defaultTtl: setting({
    name: 'CACHE_DEFAULT_TTL',
    aliases: ['CACHE_TTL', 'REDIS_CACHE_TTL_DEFAULT'],
    group: 'Cache',
    kind: ttl,
    description: 'How long a value is kept where nothing else is said.',
    unit: 'seconds',
    default: 300,
  }),
  usersTtl: setting({
    name: 'CACHE_TTL_USERS',
    aliases: ['REDIS_CACHE_TTL_USER'],
    group: 'Cache',
    kind: ttl,
    description: "How long users' profiles and settings are kept.",
    unit: 'seconds',
    default: HOUR_SECONDS,
  }),
  statsTtl: optionalSetting({
    name: 'CACHE_TTL_STATS',
    aliases: ['REDIS_CACHE_TTL_STATS'],
    group: 'Cache',
    kind: ttl,
    description: "How long stats are kept at most; never beyond the end of the user's local day.",
    unit: 'seconds',
    defaultNote: "until the end of the user's local day",
    example: '900',
  }),
  llmTtl: setting({
    name: 'CACHE_TTL_LLM',
    aliases: ['REDIS_CACHE_TTL_OPENAI'],
    group: 'Cache',
    kind: ttl,
    description:
      'How long replies of a language model are kept. None is asked today: read so that the settings of ' +
      'predecessors are understood.',
    unit: 'seconds',
    default: DAY_SECONDS,
  }),
  analysisTtl: setting({
    name: 'CACHE_TTL_ANALYSIS',
    group: 'Cache',
    kind: ttl,
    description: 'How long results of an analysis are kept.',
    unit: 'seconds',
    default: HOUR_SECONDS,
  }),
  cacheWarmProfiles: setting({
    name: 'CACHE_WARM_PROFILES',
    group: 'Cache',
    kind: integer(0, 10_000),
    description:
      'Newest users whose profiles are put into the cache at start, before readiness or for ten seconds at most. 0: none.',
    default: 100,
  }),
} as const;

/** Where Redis is. Without it each process caches in its own memory. */
export const REDIS_SETTINGS = {
  redisUrl: optionalSetting({
    name: 'REDIS_URL',
    group: 'Redis',
    kind: redisUrl,
    description:
      'The Redis that processes share: one server, the master that sentinels name, or a cluster. Optional ' +
      'everywhere: without it each process caches in its own memory.',
    defaultNote: 'no Redis',
    example: 'redis://localhost:6379/0',
    secret: true,
  }),
  redisHost: optionalSetting({
    name: 'REDIS_HOST',
    group: 'Redis',
    kind: host,
    description: 'Host of a Redis without password and TLS, instead of REDIS_URL.',
    example: 'localhost',
    alternativeTo: 'REDIS_URL',
  }),
  redisPort: setting({
    name: 'REDIS_PORT',
    group: 'Redis',
    kind: integer(1, 65_535),
    description: 'Its port; read only where REDIS_HOST is set.',
    default: 6_379,
    onlyWith: 'REDIS_HOST',
  }),
  redisDb: setting({
    name: 'REDIS_DB',
    group: 'Redis',
    kind: integer(0, 99_999),
    description: 'Its database number; read only where REDIS_HOST is set.',
    default: 0,
    onlyWith: 'REDIS_HOST',
  }),
  redisMaxConnections: setting({
    name: 'REDIS_MAX_CONNECTIONS',
    group: 'Redis',
    kind: integer(2, 10_000),
    description:
      'Upper bound of connections to Redis of one process. It holds three, and in a cluster one more to each master; ' +
      'to ask sentinels or a cluster where its servers are takes one more for a moment. With fewer than four, ' +
      'processes do not share loads.',
    default: 50,
  }),
  redisTimeoutMs: setting({
    name: 'REDIS_TIMEOUT_MS',
    group: 'Redis',
    kind: integer(1, 1_000),
    description:
      'How long one command may take; without an answer by then the process goes on without Redis. ' +
      'A connection on which nothing comes for a second is given up in any case.',
    unit: 'milliseconds',
    default: 100,
  }),
  redisTlsCaFile: optionalSetting({
    name: 'REDIS_TLS_CA_FILE',
    group: 'Redis',
    kind: path,
    description:
      'Certificates (PEM) of the authority that signed that of a rediss:// server. Without it the ' +
      'authorities that Node trusts count.',
    example: '/etc/ssl/strata/redis-ca.pem',
  }),
} as const;
