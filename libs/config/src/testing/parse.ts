import { ConfigError } from '../config-error';
import { parseConfig, type ParsedConfig, type ParseOptions } from '../parse-config';

/** Files by path, for `*_FILE` variables. */
export type Files = Readonly<Record<string, string>>;

/** Reads from `files`; what is not there fails as a missing file does. */
export function readFrom(files: Files): ParseOptions['readFile'] {
  return (path) => {
    const text = files[path];
    if (text !== undefined) return text;
    throw Object.assign(new Error(`no such file: ${path}`), { code: 'ENOENT' });
  };
}

/** The configuration of `environment`. */
export function parse(environment: Record<string, string>, files: Files = {}): ParsedConfig {
  return parseConfig(environment, { readFile: readFrom(files) });
}

/** The error that `environment` leads to; fails when there is none. */
export function errorOf(environment: Record<string, string>, files: Files = {}): ConfigError {
  try {
    parse(environment, files);
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
  throw new Error('The configuration was accepted');
}

/** The faults of `environment`, as `variable: found`. */
export function faultsOf(environment: Record<string, string>, files: Files = {}): string[] {
  return errorOf(environment, files).faults.map(({ variable, found }) => `${variable}: ${found}`);
}

/** What production needs at least. */
export const PRODUCTION = {
  NODE_ENV: 'production',
  DATABASE_URL: 'postgresql://app:pw@db.internal/strata',
  AUTH_JWT_SECRET: 'k'.repeat(32),
};
