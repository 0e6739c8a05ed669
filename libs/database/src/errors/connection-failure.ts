import { driverError, errorCode, textProperty } from './driver-error';

const ERRNOS = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'EHOSTDOWN',
  'ENETUNREACH',
  'ENETDOWN',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ENOENT',
]);

/** All connections of the server are taken. */
export const TOO_MANY_CONNECTIONS = '53300';

/** A server that was the primary and follows another one now refuses writes with this. */
export const READ_ONLY = '25006';

/**
 * Class 08, shut-downs and kills of class 57, time-outs that end the session, too many clients, and a
 * server that takes no writes any more.
 */
const SQLSTATES = /^(08\d{3}|08P01|57P0[1-5]|25P03|25P04|25006|53300)$/;

/** The errors that pg makes itself carry no code (pg 8 `lib/client.js`). */
const DRIVER_MESSAGES: Readonly<Record<string, string>> = {
  'Connection terminated': 'CONNECTION_LOST',
  'Connection terminated unexpectedly': 'CONNECTION_LOST',
  'Client has encountered a connection error and is not queryable': 'CONNECTION_LOST',
  'Client was closed and is not queryable': 'CONNECTION_LOST',
  'timeout expired': 'CONNECT_TIMEOUT',
};

/** Why a connection could not be made or was lost; undefined when `error` is something else. */
export function connectionFailure(error: unknown): string | undefined {
  const code = errorCode(error);
  if (code !== undefined) return ERRNOS.has(code) || SQLSTATES.test(code) ? code : undefined;
  const message = textProperty(driverError(error), 'message');
  return message === undefined ? undefined : DRIVER_MESSAGES[message];
}
