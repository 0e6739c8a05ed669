import type { Reading, SettingReader } from '../engine/setting-reader';
import type { PostgresUrl } from '../kinds/postgres-url';
import { SETTINGS } from '../settings';
import type { DatabaseConfig, PoolConfig, Pooler, RuntimeEnvironment } from '../strata-config';
import { readDatabaseSsl } from './database-ssl';

/** Where PostgreSQL is and how it is spoken to. */
export function readDatabase(
  reader: SettingReader,
  environment: RuntimeEnvironment,
): DatabaseConfig {
  const primary = reader.read(SETTINGS.databaseUrl);
  const replicas = reader.read(SETTINGS.databaseReadUrls);
  const direct = reader.read(SETTINGS.databaseDirectUrl);
  refuseMissingPrimary(reader, environment, primary, replicas);
  return {
    url: primary.value?.[0]?.url,
    otherUrls: primary.value?.slice(1).map(({ url }) => url) ?? [],
    readUrls: replicas.value.map(({ url }) => url),
    directUrls: direct.value?.map(({ url }) => url) ?? [],
    pooler: readPooler(reader, direct),
    readWeights: readWeights(reader, replicas.value.length),
    replicaMaxLagMs: reader.read(SETTINGS.replicaMaxLagMs).value,
    replicaMaxLagBytes: reader.read(SETTINGS.replicaMaxLagBytes).value,
    readYourWritesSeconds: reader.read(SETTINGS.readYourWrites).value,
    ssl: readDatabaseSsl(reader, { primary, others: [replicas, direct] }),
    pool: readPool(reader),
    statementTimeoutSeconds: reader.read(SETTINGS.statementTimeout).value,
    lockTimeoutSeconds: reader.read(SETTINGS.lockTimeout).value,
    idleInTransactionTimeoutSeconds: reader.read(SETTINGS.idleInTransactionTimeout).value,
    slowQueryMs: reader.read(SETTINGS.slowQuery).value,
    processes: reader.read(SETTINGS.processes).value,
    queryComments: reader.read(SETTINGS.queryComments).value,
    echo: reader.read(SETTINGS.echo).value,
    applicationName: reader.read(SETTINGS.applicationName).value,
  };
}

/** Migrations take a lock of their session, which a pooler in transaction mode does not give. */
function readPooler(reader: SettingReader, direct: Reading<unknown>): Pooler {
  const { variable, value } = reader.read(SETTINGS.databasePooler);
  if (value === 'transaction' && !direct.given) {
    const { name, kind } = SETTINGS.databaseDirectUrl;
    const allowed = `${kind.allowed}; required because ${variable} is transaction: migrations go past the pooler`;
    reader.problems.fault({ variable: name, found: 'nothing', allowed });
  }
  return value;
}

/** One for each replica; equal ones when none are given. */
function readWeights(reader: SettingReader, replicas: number): readonly number[] {
  const { variable, value: weights } = reader.read(SETTINGS.databaseReadWeights);
  if (weights.length === 0) return Array<number>(replicas).fill(1);
  if (weights.length !== replicas) {
    const found = `${String(weights.length)} for ${String(replicas)} replicas`;
    reader.problems.fault({
      variable,
      found,
      allowed: 'one weight for each of DATABASE_READ_URLS',
    });
  }
  return weights;
}

function readPool(reader: SettingReader): PoolConfig {
  return {
    size: reader.read(SETTINGS.poolSize).value,
    minSize: reader.read(SETTINGS.poolMinSize).value,
    maxSize: reader.read(SETTINGS.poolMaxSize).value,
    maxOverflow: reader.read(SETTINGS.maxOverflow).value,
    timeoutSeconds: reader.read(SETTINGS.poolTimeout).value,
    recycleSeconds: reader.read(SETTINGS.poolRecycle).value,
    prePing: reader.read(SETTINGS.poolPrePing).value,
    leakAfterSeconds: reader.read(SETTINGS.leakTimeout).value,
  };
}

function refuseMissingPrimary(
  { problems }: SettingReader,
  environment: RuntimeEnvironment,
  primary: Reading<readonly PostgresUrl[] | undefined>,
  replicas: Reading<readonly PostgresUrl[]>,
): void {
  if (primary.given) return;
  const inProduction = environment === 'production';
  if (!inProduction && !replicas.given) return;
  const why = inProduction
    ? 'required in production'
    : `required because ${replicas.variable} is set`;
  const { name, kind } = SETTINGS.databaseUrl;
  problems.fault({ variable: name, found: 'nothing', allowed: `${kind.allowed}; ${why}` });
}
