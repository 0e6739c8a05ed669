import { shown } from '../engine/found';
import type { Reading, SettingReader } from '../engine/setting-reader';
import { redisPlace, type RedisUrl } from '../kinds/redis-url';
import { Secret } from '../secret';
import { SETTINGS } from '../settings';
import type { RedisConfig } from '../strata-config';
import { readCertificates } from '../tls/read-certificates';

/** Where Redis is, if there is one: REDIS_URL, or REDIS_HOST with its port and database number. */
export function readRedis(reader: SettingReader): RedisConfig | undefined {
  const whole = reader.read(SETTINGS.redisUrl);
  const parts = readParts(reader);
  refuseDisagreement(reader, whole, parts);
  const server = whole.value ?? parts?.value;
  const maxConnections = reader.read(SETTINGS.redisMaxConnections).value;
  const timeoutMs = reader.read(SETTINGS.redisTimeoutMs).value;
  const tlsCa = readTlsCa(reader, whole, server);
  return server && { url: server.url, maxConnections, timeoutMs, tlsCa };
}

/** The server that REDIS_HOST, REDIS_PORT and REDIS_DB name together. */
function readParts(reader: SettingReader): Reading<RedisUrl> | undefined {
  const host = reader.read(SETTINGS.redisHost);
  const port = reader.read(SETTINGS.redisPort).value;
  const database = reader.read(SETTINGS.redisDb).value;
  if (host.value === undefined) return undefined;
  const name = host.value.includes(':') ? `[${host.value}]` : host.value;
  const place = redisPlace(name, port, database);
  const value = { url: new Secret(`redis://${place}`), tls: false, place };
  return { ...host, value };
}

/** REDIS_HOST says nothing of passwords and TLS, so only the place is compared. */
function refuseDisagreement(
  { problems }: SettingReader,
  whole: Reading<RedisUrl | undefined>,
  parts: Reading<RedisUrl> | undefined,
): void {
  if (!whole.value || !parts || whole.value.place === parts.value.place) return;
  problems.fault({
    variable: `${whole.variable} and ${parts.variable}`,
    found: `a hidden value and ${shown(parts.value.place)}, which is another server or database`,
    allowed: `the same server in both, or only ${whole.variable}`,
  });
}

function readTlsCa(
  reader: SettingReader,
  whole: Reading<RedisUrl | undefined>,
  server: RedisUrl | undefined,
): string | undefined {
  const file = reader.read(SETTINGS.redisTlsCaFile);
  const isServerFaulty = whole.given && !whole.value;
  if (file.value !== undefined && !server?.tls && !isServerFaulty) {
    reader.problems.fault({
      variable: file.variable,
      found: `${shown(file.value)}, while the connection is not encrypted`,
      allowed: `this only with a ${whole.variable} that begins with rediss://`,
    });
  }
  return readCertificates(reader, file.variable, file.value);
}
