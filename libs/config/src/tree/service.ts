import type { SettingReader } from '../engine/setting-reader';
import { SETTINGS } from '../settings';
import type { HttpConfig, LogConfig, RateLimitsConfig, ShutdownConfig } from '../strata-config';

/** How the service listens. */
export function readHttp(reader: SettingReader): HttpConfig {
  return {
    host: reader.read(SETTINGS.host).value,
    port: reader.read(SETTINGS.port).value,
    managementPort: reader.read(SETTINGS.managementPort).value,
    trustProxy: reader.read(SETTINGS.trustProxy).value,
    corsOrigins: reader.read(SETTINGS.corsOrigins).value,
    bodyLimitBytes: reader.read(SETTINGS.bodyLimitBytes).value,
    requestTimeoutSeconds: reader.read(SETTINGS.requestTimeout).value,
    shedAfterMs: reader.read(SETTINGS.shedAfterMs).value,
    serverTiming: reader.read(SETTINGS.serverTiming).value,
  };
}

/** How much one caller may ask. */
export function readRateLimits(reader: SettingReader): RateLimitsConfig {
  return {
    reads: reader.read(SETTINGS.readsPerMinute).value,
    writes: reader.read(SETTINGS.writesPerMinute).value,
    analysis: reader.read(SETTINGS.analysesPerMinute).value,
    admin: reader.read(SETTINGS.adminPerMinute).value,
  };
}

/** How the process ends. */
export function readShutdown(reader: SettingReader): ShutdownConfig {
  return {
    drainSeconds: reader.read(SETTINGS.drainSeconds).value,
    timeoutSeconds: reader.read(SETTINGS.shutdownTimeoutSeconds).value,
  };
}

/** What is logged. */
export function readLog(reader: SettingReader): LogConfig {
  return {
    level: reader.read(SETTINGS.logLevel).value,
    pretty: reader.read(SETTINGS.logPretty).value,
  };
}
