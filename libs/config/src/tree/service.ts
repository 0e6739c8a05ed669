import type { SettingReader } from '../engine/setting-reader';
import { SETTINGS } from '../settings';
import type { HttpConfig, LogConfig } from '../strata-config';

/** How the service listens. */
export function readHttp(reader: SettingReader): HttpConfig {
  return {
    host: reader.read(SETTINGS.host).value,
    port: reader.read(SETTINGS.port).value,
    trustProxy: reader.read(SETTINGS.trustProxy).value,
    corsOrigins: reader.read(SETTINGS.corsOrigins).value,
    bodyLimitBytes: reader.read(SETTINGS.bodyLimitBytes).value,
  };
}

/** What is logged. */
export function readLog(reader: SettingReader): LogConfig {
  return {
    level: reader.read(SETTINGS.logLevel).value,
    pretty: reader.read(SETTINGS.logPretty).value,
  };
}
