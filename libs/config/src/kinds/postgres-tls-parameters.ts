import { invalid, valid, type Outcome } from '../engine/kind';
import { SSL_MODES_IN_URLS, type SslMode } from './ssl-mode';

/** What a PostgreSQL URL says about TLS. */
export interface TlsParameters {
  readonly mode: SslMode | undefined;
  /** The path in `sslrootcert`. */
  readonly caFile: string | undefined;
}

const CLIENT_CERTIFICATE = ['sslcert', 'sslkey', 'sslpassword'];

/** node-postgres lets each of these overrule the options it is given, so none stays in the URL. */
const TAKEN = ['sslmode', 'ssl', 'sslrootcert', 'sslnegotiation', 'uselibpqcompat'];

const NO_PROMISE =
  'sslmode "prefer" and "allow" promise nothing and count as not given; ' +
  'write require, verify-ca or verify-full for an encrypted connection.';

/** Reads the parameters on TLS and removes them from `parameters`. */
export function takeTlsParameters(parameters: URLSearchParams): Outcome<TlsParameters> {
  if (CLIENT_CERTIFICATE.some((name) => parameters.has(name))) {
    return invalid('client certificates (sslcert, sslkey) are not supported');
  }
  const asked = [...parameters.getAll('sslmode'), ...parameters.getAll('ssl')];
  const modes = asked.map((word) => SSL_MODES_IN_URLS.get(word.toLowerCase()));
  if (modes.includes(undefined)) return invalid('its sslmode is none that PostgreSQL knows');
  if (new Set(modes).size > 1) return invalid('its sslmode is given twice and differs');
  const caFile = parameters.get('sslrootcert') ?? undefined;
  TAKEN.forEach((name) => parameters.delete(name));
  return valid({ mode: modes[0] ?? undefined, caFile }, modes[0] === null ? NO_PROMISE : undefined);
}
