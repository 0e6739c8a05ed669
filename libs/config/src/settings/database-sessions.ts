import { boolean } from '../kinds/boolean';
import { integer } from '../kinds/integer';
import { text } from '../kinds/text';
import { setting } from '../engine/setting';
import { DAY_SECONDS, HOUR_SECONDS } from './seconds';

/** What may be done on a connection, and what is told of it. */
export const SESSION_SETTINGS = {
  statementTimeout: setting({
    name: 'DB_STATEMENT_TIMEOUT',
    group: 'Database',
    kind: integer(1, HOUR_SECONDS),
    description: 'Time after which the server gives up a statement.',
    unit: 'seconds',
    default: 30,
  }),
  lockTimeout: setting({
    name: 'DB_LOCK_TIMEOUT',
    group: 'Database',
    kind: integer(0, HOUR_SECONDS),
    description: 'Time after which a statement gives up waiting for a lock; 0: never.',
    unit: 'seconds',
    default: 10,
  }),
  idleInTransactionTimeout: setting({
    name: 'DB_IDLE_IN_TRANSACTION_TIMEOUT',
    group: 'Database',
    kind: integer(0, HOUR_SECONDS),
    description: 'Time after which the server ends a transaction that does nothing; 0: never.',
    unit: 'seconds',
    default: 60,
  }),
  slowQuery: setting({
    name: 'DB_SLOW_QUERY_MS',
    group: 'Database',
    kind: integer(0, 3_600_000),
    description: 'A statement that takes longer is logged, with its method and plan; 0: never.',
    unit: 'milliseconds',
    default: 500,
  }),
  leakTimeout: setting({
    name: 'DB_LEAK_TIMEOUT',
    group: 'Database',
    kind: integer(0, DAY_SECONDS),
    description: 'A connection that is in use for longer is logged, with its route; 0: never.',
    unit: 'seconds',
    default: 60,
  }),
  processes: setting({
    name: 'DB_PROCESSES',
    group: 'Database',
    kind: integer(1, 10_000),
    description:
      'How many processes of this service use the database. The start warns when this many times ' +
      '(DB_POOL_SIZE + DB_MAX_OVERFLOW) is more than the server allows.',
    default: 1,
  }),
  queryComments: setting({
    name: 'DB_QUERY_COMMENTS',
    group: 'Database',
    kind: boolean,
    description:
      'Puts route and trace behind every SQL statement, as a comment (sqlcommenter), for the logs ' +
      'and statistics of the server. No statement is prepared then.',
    default: false,
  }),
  echo: setting({
    name: 'DB_ECHO',
    group: 'Database',
    kind: boolean,
    description: 'Logs every SQL statement.',
    default: false,
  }),
  applicationName: setting({
    name: 'DB_APPLICATION_NAME',
    group: 'Database',
    kind: text('1 to 63 printable ASCII characters', /^[ -~]{1,63}$/),
    description: 'Name that every connection carries in pg_stat_activity.',
    default: 'strata',
  }),
} as const;
