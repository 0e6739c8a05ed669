import { Client, type ClientConfig } from 'pg';
import { errorCode } from '../errors/driver-error';
import type { ResolvedDatabaseOptions } from '../database-options';

const SSL_PARAMETERS = ['ssl', 'sslmode', 'sslcert', 'sslkey', 'sslrootcert', 'sslnegotiation'];

type Ssl = ResolvedDatabaseOptions['ssl'];

/** Where and how to connect: the URL, and the TLS settings that outrank those in the URL. */
export function connectionTarget(url: string, ssl: Ssl): ClientConfig {
  const target =
    ssl === undefined ? { connectionString: url } : { connectionString: withoutSsl(url), ssl };
  try {
    new Client(target);
  } catch (error) {
    throw errorCode(error)?.startsWith('ERR_') === false ? unreadableFile(error) : invalidUrl();
  }
  return target;
}

/** The settings of every pooled connection. A pooler refuses the limits as startup parameters. */
export function connectionConfig(url: string, options: ResolvedDatabaseOptions): ClientConfig {
  return {
    ...connectionTarget(url, options.ssl),
    application_name: options.applicationName,
    connectionTimeoutMillis: Math.min(options.connectTimeoutMs, options.pool.checkoutTimeoutMs),
    ...(options.pooler === 'none' && serverLimits(options)),
    keepAlive: true,
  };
}

/** How long the server lets things take, by the names of its settings. */
export function serverLimits(options: ResolvedDatabaseOptions) {
  return {
    statement_timeout: options.statementTimeoutMs,
    lock_timeout: options.lockTimeoutMs,
    idle_in_transaction_session_timeout: options.idleInTransactionTimeoutMs,
  };
}

/** pg lets the URL's TLS parameters override `ssl`. */
function withoutSsl(url: string): string {
  let parsed: URL;
  try {
    parsed = new URL(url);
  } catch {
    throw invalidUrl();
  }
  for (const name of SSL_PARAMETERS) parsed.searchParams.delete(name);
  return parsed.toString();
}

function unreadableFile(error: unknown): Error {
  return new Error(
    `A certificate or key that a database URL names cannot be read (${errorCode(error)}).`,
  );
}

/** The parser's own error holds the URL, and with it the password. */
function invalidUrl(): Error {
  return new Error(
    'A database URL is not valid; it must look like postgres://user:password@host:port/database, ' +
      'with special characters in the password percent-encoded.',
  );
}
