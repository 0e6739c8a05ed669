import { oneOf } from './one-of';

/**
 * How a connection to PostgreSQL is protected, in the meaning of libpq:
 * - `disable`: no TLS.
 * - `require`: encrypted, the server's certificate not checked; with a CA file as `verify-ca`.
 * - `verify-ca`: the certificate must come from the CA file; whose it is, is not checked.
 * - `verify-full`: it must come from the CA file (or, without one, from a CA that Node trusts) and be
 *   for the host that was asked for.
 */
export type SslMode = (typeof SSL_MODES)[number];

/** Every {@link SslMode}, the weakest first. */
const SSL_MODES = ['disable', 'require', 'verify-ca', 'verify-full'] as const;

/** A mode as a setting. libpq's `allow` and `prefer` are missing: they promise nothing. */
export const sslMode = oneOf(SSL_MODES);

/**
 * The modes that URLs ask for: libpq's `sslmode`, node-postgres's `no-verify`, asyncpg's `ssl`.
 * `null` stands for the two modes that promise nothing.
 */
export const SSL_MODES_IN_URLS: ReadonlyMap<string, SslMode | null> = new Map([
  ...SSL_MODES.map((mode): [string, SslMode] => [mode, mode]),
  ['allow', null],
  ['prefer', null],
  ['no-verify', 'require'],
  ['true', 'verify-full'],
  ['1', 'verify-full'],
  ['false', 'disable'],
  ['0', 'disable'],
]);
