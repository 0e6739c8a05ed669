import { deepFreeze } from './deep-freeze';
import type { Environment } from './engine/environment';
import { Problems } from './engine/problems';
import { SettingReader } from './engine/setting-reader';
import { variablesOf } from './engine/setting';
import type { ReadFile } from './engine/sources';
import { unknownVariables } from './engine/unknown-variables';
import { ALL_SETTINGS, SETTINGS } from './settings';
import type { StrataConfig } from './strata-config';
import { readAuth } from './tree/auth';
import { readCache } from './tree/cache';
import { readDatabase } from './tree/database';
import { readRedis } from './tree/redis';
import { readRetention } from './tree/retention';
import { readRuntimeEnvironment } from './tree/runtime-environment';
import { readHttp, readLog, readRateLimits, readShutdown } from './tree/service';

/** What parsing needs beside the variables. */
export interface ParseOptions {
  /** The text of a file, for `*_FILE` variables; throws an error with a `code` when it cannot. */
  readonly readFile: ReadFile;
  /**
   * False for a command that answers no requests, such as a migration: it needs no key to verify
   * tokens with. Default: true.
   */
  readonly servesRequests?: boolean;
}

/** A configuration that may be used, and what its author should know about it. */
export interface ParsedConfig {
  readonly config: StrataConfig;
  /** One sentence each; no secret in it. */
  readonly warnings: readonly string[];
}

/**
 * The configuration that `environment` describes.
 * @throws ConfigError that lists every fault at once.
 */
export function parseConfig(environment: Environment, options: ParseOptions): ParsedConfig {
  const problems = new Problems();
  const context = { environment, readFile: options.readFile, problems };
  const runtime = readRuntimeEnvironment(new SettingReader(context, 'development'));
  const profile = runtime === 'production' ? 'production' : 'development';
  const reader = new SettingReader(context, profile);
  const config = readTree(reader, runtime, options.servesRequests ?? true);
  unknownVariables(environment, KNOWN_VARIABLES).forEach((text) => problems.warn(text));
  problems.throwIfAny();
  return { config: deepFreeze(config), warnings: problems.warnings };
}

const KNOWN_VARIABLES = ALL_SETTINGS.flatMap(variablesOf);

function readTree(
  reader: SettingReader,
  environment: StrataConfig['environment'],
  servesRequests: boolean,
): StrataConfig {
  const http = readHttp(reader);
  return {
    environment,
    http,
    shutdown: readShutdown(reader),
    log: readLog(reader),
    rateLimits: readRateLimits(reader),
    auth: readAuth(reader, { environment, host: http.host, servesRequests }),
    database: readDatabase(reader, environment),
    embedded: { dataDir: reader.read(SETTINGS.embeddedDataDir).value },
    cache: readCache(reader),
    redis: readRedis(reader),
    retention: readRetention(reader),
  };
}
