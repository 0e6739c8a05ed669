import pino, { type Logger } from 'pino';
import pretty from 'pino-pretty';
import type { LogConfig } from '@strata/config';
import { requestFields } from '@strata/platform';
import { logOutput } from './log-output';

/**
 * The structured log on standard output: JSON lines, or readable ones on a terminal. A line that is written
 * for a request names it and its trace.
 */
export function createLogger(config: LogConfig): Logger {
  const base = { base: null, mixin: () => requestFields(), mixinMergeStrategy: merged };
  const options = { ...base, level: config.level, timestamp: isoTime() };
  if (config.pretty ?? process.stdout.isTTY) {
    return pino(options, pretty({ sync: true, ignore: 'pid,hostname' }));
  }
  return pino(options, logOutput());
}

/** As pino's own, which copies a line's fields also where there are none to add. */
function merged(line: object, fields: object): object {
  for (const _name in fields) return Object.assign(fields, line);
  return line;
}

/** As pino's own, but a date is formatted once for all lines of a millisecond. */
function isoTime(): () => string {
  let atMs = NaN;
  let text = '';
  return () => {
    const now = Date.now();
    if (now !== atMs) {
      atMs = now;
      text = `,"time":"${new Date(now).toISOString()}"`;
    }
    return text;
  };
}
