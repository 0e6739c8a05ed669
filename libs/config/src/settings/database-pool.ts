import { boolean } from '../kinds/boolean';
import { integer } from '../kinds/integer';
import { optionalSetting, setting } from '../engine/setting';
import { DAY_SECONDS, HOUR_SECONDS } from './seconds';

/** How many connections there are, and how long they are used. */
export const POOL_SETTINGS = {
  poolSize: setting({
    name: 'DB_POOL_SIZE',
    group: 'Database',
    kind: integer(1, 1_000),
    description: 'Connections per server that are kept open.',
    default: 5,
    productionDefault: 20,
  }),
  poolMinSize: optionalSetting({
    name: 'DB_POOL_MIN_SIZE',
    group: 'Database',
    kind: integer(1, 1_000),
    description: 'The least that DB_POOL_SIZE may become by itself.',
    defaultNote: 'DB_POOL_SIZE',
    example: '5',
  }),
  poolMaxSize: optionalSetting({
    name: 'DB_POOL_MAX_SIZE',
    group: 'Database',
    kind: integer(1, 1_000),
    description:
      'The most that DB_POOL_SIZE may become by itself: it grows while requests wait for connections ' +
      'and the server is not loaded.',
    defaultNote: 'DB_POOL_SIZE',
    example: '40',
  }),
  maxOverflow: setting({
    name: 'DB_MAX_OVERFLOW',
    group: 'Database',
    kind: integer(0, 1_000),
    description: 'Connections per server that may be opened beyond DB_POOL_SIZE under load.',
    default: 5,
    productionDefault: 10,
  }),
  poolTimeout: setting({
    name: 'DB_POOL_TIMEOUT',
    group: 'Database',
    kind: integer(1, HOUR_SECONDS),
    description: 'How long a request waits for a free connection.',
    unit: 'seconds',
    default: 30,
  }),
  poolRecycle: setting({
    name: 'DB_POOL_RECYCLE',
    group: 'Database',
    kind: integer(1, 7 * DAY_SECONDS),
    description: 'Age at which a connection is replaced by a new one.',
    unit: 'seconds',
    default: 1_800,
  }),
  poolPrePing: setting({
    name: 'DB_POOL_PRE_PING',
    group: 'Database',
    kind: boolean,
    description: 'Tests a connection that lay idle before it is used again.',
    default: true,
  }),
} as const;
