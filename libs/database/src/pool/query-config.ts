import type { QueryConfig } from 'pg';
import { textProperty } from '../errors/driver-error';

/** The SQL of any of the things that pg's `query` takes; '' when it does not say. */
export function textOf(config: unknown): string {
  if (typeof config === 'string') return config;
  return textProperty(config, 'text') ?? '';
}

/** An object that is no stream or cursor. */
export function isQueryConfig(config: unknown): config is QueryConfig {
  return typeof config === 'object' && config !== null && !('submit' in config);
}
