import { integer } from '../kinds/integer';
import { listOf } from '../kinds/list-of';
import { oneOf } from '../kinds/one-of';
import { postgresUrl, postgresUrls } from '../kinds/postgres-url';
import { sslMode } from '../kinds/ssl-mode';
import { path } from '../kinds/text';
import { optionalSetting, setting } from '../engine/setting';
import { DAY_SECONDS, HOUR_SECONDS } from './seconds';

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
