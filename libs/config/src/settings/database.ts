import { boolean } from '../kinds/boolean';
import { integer } from '../kinds/integer';
import { listOf } from '../kinds/list-of';
import { oneOf } from '../kinds/one-of';
import { postgresUrl, postgresUrls } from '../kinds/postgres-url';
import { sslMode } from '../kinds/ssl-mode';
import { path, text } from '../kinds/text';
import { optionalSetting, setting } from '../engine/setting';

const HOUR_SECONDS = 3_600;
const DAY_SECONDS = 24 * HOUR_SECONDS;
const GIBIBYTE = 1_024 ** 3;

/** Where PostgreSQL is and how it is spoken to. */
export const DATABASE_SETTINGS = {
  databaseUrl: optionalSetting({
    name: 'DATABASE_URL',
    group: 'Database',
    kind: postgresUrls,
    description:
      'The PostgreSQL server that takes writes; required in production. Of several, the one that takes ' +
      'writes is found, and found again after a failover. SQLAlchemy schemes such as ' +
      'postgresql+asyncpg:// are understood.',
    defaultNote: 'the embedded PostgreSQL',
    example: 'postgresql://strata:password@localhost:5432/strata',
    secret: true,
  }),
  databaseReadUrls: setting({
    name: 'DATABASE_READ_URLS',
    aliases: ['DATABASE_URL_READ'],
    group: 'Database',
    kind: listOf(postgresUrl),
    description: 'Read replicas of DATABASE_URL, as whole URLs; a comma inside a URL is %2C.',
    example: 'postgresql://strata:password@replica-1:5432/strata',
    secret: true,
    default: [],
  }),
  databasePooler: setting({
    name: 'DATABASE_POOLER',
    group: 'Database',
    kind: oneOf(['none', 'transaction']),
    description:
      'What DATABASE_URL and DATABASE_READ_URLS lead to: servers, or PgBouncer (or its like) in ' +
      'transaction mode, where no statement is named and nothing is set for a session.',
    default: 'none',
  }),
  databaseDirectUrl: optionalSetting({
    name: 'DATABASE_DIRECT_URL',
    group: 'Database',
    kind: postgresUrls,
    description:
      'The server that takes writes, past the pooler: migrations use it, and the readiness check for ' +
      'them. Required with DATABASE_POOLER=transaction.',
    defaultNote: 'DATABASE_URL',
    example: 'postgresql://strata:password@localhost:5432/strata',
    secret: true,
  }),
  databaseReadWeights: setting({
    name: 'DATABASE_READ_WEIGHTS',
    group: 'Database',
    kind: listOf(integer(1, 1_000)),
    description:
      'Shares of the reads, one for each of DATABASE_READ_URLS: 3,1 sends three of four to the first.',
    defaultNote: 'equal shares',
    default: [],
  }),
  replicaMaxLagMs: setting({
    name: 'DB_REPLICA_MAX_LAG_MS',
    group: 'Database',
    kind: integer(0, DAY_SECONDS * 1_000),
    description: 'A replica whose data are older gets no reads until it has caught up; 0: any age.',
    unit: 'milliseconds',
    default: 10_000,
  }),
  replicaMaxLagBytes: setting({
    name: 'DB_REPLICA_MAX_LAG_BYTES',
    group: 'Database',
    kind: integer(0, GIBIBYTE),
    description:
      'A replica that has to replay more gets no reads until it has caught up; 0: any amount.',
    unit: 'bytes',
    default: 64 * 1_024 * 1_024,
  }),
  readYourWrites: setting({
    name: 'DB_READ_YOUR_WRITES',
    group: 'Database',
    kind: integer(0, HOUR_SECONDS),
    description:
      'How long after a write its caller, when it sends no Consistency-Token, reads from the primary ' +
      'instead of a replica; remembered in Redis, without Redis per process. 0: not at all.',
    unit: 'seconds',
    default: 5,
  }),
  databaseSslMode: optionalSetting({
    name: 'DATABASE_SSL_MODE',
    group: 'Database',
    kind: sslMode,
    description:
      'TLS to every PostgreSQL server. require encrypts without checking the certificate; verify-ca ' +
      'checks that it comes from DATABASE_SSL_CA_FILE; verify-full also checks the host. sslmode in ' +
      'a URL says the same.',
    defaultNote: 'sslmode of DATABASE_URL, else disable',
    example: 'verify-full',
  }),
  databaseSslCaFile: optionalSetting({
    name: 'DATABASE_SSL_CA_FILE',
    group: 'Database',
    kind: path,
    description:
      'Certificates (PEM) of the authority that signed those of the servers. With it, require checks ' +
      'like verify-ca. Without it, verify-full trusts the authorities that Node trusts.',
    example: '/etc/ssl/strata/postgres-ca.pem',
  }),
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

/** The PostgreSQL that runs where DATABASE_URL is not set. */
export const EMBEDDED_SETTINGS = {
  embeddedDataDir: setting({
    name: 'EMBEDDED_DATA_DIR',
    group: 'Embedded database',
    kind: path,
    description: 'Folder of the embedded PostgreSQL, which runs where DATABASE_URL is not set.',
    default: '.data',
  }),
} as const;
