import { shown } from '../engine/found';
import type { Reading, SettingReader } from '../engine/setting-reader';
import type { PostgresUrl } from '../kinds/postgres-url';
import type { TlsParameters } from '../kinds/postgres-tls-parameters';
import type { SslMode } from '../kinds/ssl-mode';
import { SETTINGS } from '../settings';
import type { DatabaseSslConfig } from '../strata-config';
import { readCertificates } from '../tls/read-certificates';

/** The URLs that may say something about TLS. */
interface Servers {
  readonly primary: Reading<readonly PostgresUrl[] | undefined>;
  /** Replicas, and ways past a pooler. */
  readonly others: readonly Reading<readonly PostgresUrl[] | undefined>[];
}

/** One thing that can be said about TLS by a setting or by a parameter of a URL. */
interface Aspect<T> {
  readonly setting: Reading<T | undefined>;
  readonly parameter: string;
  readonly fallback: T | undefined;
  readonly of: (tls: TlsParameters) => T | undefined;
}

interface Statement<T> {
  /** What was said. */
  readonly value: T;
  /** Where: `DATABASE_SSL_MODE` or `sslmode in DATABASE_URL`. */
  readonly where: string;
}

/**
 * One way of TLS for the primary, its replicas and the way past a pooler. The settings or DATABASE_URL say it; whatever
 * else says it must agree.
 */
export function readDatabaseSsl(reader: SettingReader, servers: Servers): DatabaseSslConfig {
  const mode = readMode(reader, servers);
  const file = readCaFile(reader, servers);
  if (!isFaulty(servers.primary)) refuseUselessFile(reader, mode, file);
  refuseMissingFile(reader, mode, file);
  const ca = readCertificates(reader, file.where, file.value);
  return { mode: mode.value ?? 'disable', ca };
}

function readMode(reader: SettingReader, servers: Servers): Statement<SslMode | undefined> {
  const aspect: Aspect<SslMode> = {
    setting: reader.read(SETTINGS.databaseSslMode),
    parameter: 'sslmode',
    fallback: 'disable',
    of: ({ mode }) => mode,
  };
  return agreed(reader, aspect, servers);
}

function readCaFile(reader: SettingReader, servers: Servers): Statement<string | undefined> {
  const aspect: Aspect<string> = {
    setting: reader.read(SETTINGS.databaseSslCaFile),
    parameter: 'sslrootcert',
    fallback: undefined,
    of: ({ caFile }) => caFile,
  };
  return agreed(reader, aspect, servers);
}

/** What holds; undefined when what was said is faulty, so that no further fault follows from it. */
function agreed<T extends string>(
  reader: SettingReader,
  aspect: Aspect<T>,
  { primary, others: further }: Servers,
): Statement<T | undefined> {
  const { setting, fallback } = aspect;
  const silence = { value: isFaulty(setting) ? undefined : fallback, where: setting.variable };
  const own = setting.value === undefined ? [] : [{ ...silence, value: setting.value }];
  const inPrimary = saidBy(aspect, primary.variable, primary.value ?? []);
  const [chosen = silence, ...others] = [...own, ...inPrimary];
  if (isFaulty(primary) || isFaulty(setting)) return chosen;
  const inOthers = further.flatMap(({ variable, value = [] }) => saidBy(aspect, variable, value));
  refuseDisagreement(reader, chosen, [...others, ...inOthers]);
  return chosen;
}

function saidBy<T>(
  { parameter, of }: Aspect<T>,
  variable: string,
  urls: readonly PostgresUrl[],
): Statement<T>[] {
  const where = `${parameter} in ${variable}`;
  return urls.flatMap(({ tls }) => {
    const value = of(tls);
    return value === undefined ? [] : [{ value, where }];
  });
}

function refuseDisagreement(
  { problems }: SettingReader,
  chosen: Statement<string | undefined>,
  others: readonly Statement<string>[],
): void {
  const other = others.find(({ value }) => value !== chosen.value);
  if (!other) return;
  const first = chosen.value === undefined ? 'nothing' : shown(chosen.value);
  problems.fault({
    variable: `${chosen.where} and ${other.where}`,
    found: `${first} and ${shown(other.value)}`,
    allowed: 'the same in both: it holds for all servers',
  });
}

function refuseUselessFile(
  { problems }: SettingReader,
  mode: Statement<SslMode | undefined>,
  file: Statement<string | undefined>,
): void {
  if (file.value === undefined || mode.value !== 'disable') return;
  problems.fault({
    variable: file.where,
    found: `${shown(file.value)}, while the connection is not encrypted`,
    allowed: 'this only with DATABASE_SSL_MODE require, verify-ca or verify-full',
  });
}

function refuseMissingFile(
  { problems }: SettingReader,
  mode: Statement<SslMode | undefined>,
  file: Statement<string | undefined>,
): void {
  if (mode.value !== 'verify-ca' || file.value !== undefined) return;
  problems.fault({
    variable: mode.where,
    found: '"verify-ca" without an authority to check against',
    allowed: 'verify-ca together with DATABASE_SSL_CA_FILE, or verify-full',
  });
}

function isFaulty({ given, value }: Reading<unknown>): boolean {
  return given && value === undefined;
}
