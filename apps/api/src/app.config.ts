import { readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { ConfigError, parseConfig, withEnvFile, type ParsedConfig } from '@strata/config';
import { asksForTracing } from './tracing/tracing-switch';

/** Beyond this a file is no secret, certificate or `.env`; also keeps devices and pipes out. */
const MAX_FILE_BYTES = 1024 * 1024;

/** What {@link loadConfig} may be told. */
export interface LoadOptions {
  /** False for a command that answers no requests: it needs no key for tokens. Default: true. */
  readonly servesRequests?: boolean;
}

/**
 * The configuration of this process: its environment variables, and below them those of `.env` in the
 * working directory, if there is one. The only place that reads either; called once, at start.
 * @throws ConfigError that lists every fault; its message is for the person who starts the process.
 */
export function loadConfig(options: LoadOptions = {}): ParsedConfig {
  return configOf(process.env, process.cwd(), options);
}

/** Whether the variables of OpenTelemetry ask for tracing; its packages read them from the environment alone. */
export function tracingIsOn(): boolean {
  return asksForTracing(process.env);
}

/** {@link loadConfig} for given variables and a given folder. */
export function configOf(
  environment: Readonly<Record<string, string | undefined>>,
  directory: string,
  options: LoadOptions = {},
): ParsedConfig {
  const readFile = (path: string) => readTextFile(resolve(directory, path));
  const variables = withEnvFile(environment, envFileIn(directory));
  return parseConfig(variables, { ...options, readFile });
}

/** The text of `.env`; '' when there is none. A folder of that name is a Python environment, not ours. */
function envFileIn(directory: string): string {
  const path = resolve(directory, '.env');
  try {
    return statSync(path, { throwIfNoEntry: false })?.isFile() ? readTextFile(path) : '';
  } catch (error) {
    const hasCode = typeof error === 'object' && error !== null && 'code' in error;
    const found = `a file that cannot be read (${hasCode ? String(error.code) : 'no reason given'})`;
    throw new ConfigError([{ variable: '.env', found, allowed: 'a readable text file, or none' }]);
  }
}

/** The text of a regular file in UTF-8; throws an error with a `code` otherwise. */
function readTextFile(path: string): string {
  const status = statSync(path);
  if (!status.isFile()) throw codedError('NOT_A_FILE');
  if (status.size > MAX_FILE_BYTES) throw codedError('TOO_LARGE');
  return new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(path));
}

function codedError(code: string): Error {
  return Object.assign(new Error('This file is not used'), { code });
}
