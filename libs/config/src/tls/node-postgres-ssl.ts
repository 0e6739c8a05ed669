import type { DatabaseSslConfig } from '../strata-config';

/** TLS options as node-postgres (`ssl`) takes them. */
export interface NodePostgresSsl {
  /** Authorities to trust, PEM; absent: those that Node trusts. */
  readonly ca?: string;
  /** Refuse a certificate that no trusted authority signed. */
  readonly rejectUnauthorized: boolean;
  /** Present where the host is not compared with the certificate. */
  readonly checkServerIdentity?: () => undefined;
}

/**
 * The value of node-postgres's `ssl` option for a mode, in the meaning that libpq gives it
 * (https://www.postgresql.org/docs/current/libpq-ssl.html): `false` for `disable`; for `require`
 * encryption without verification, or with a CA file what `verify-ca` does; for `verify-ca` the
 * authority is checked and the host is not; for `verify-full` both. node-postgres itself takes
 * `sslmode=require` in a URL for `verify-full`: give it URLs without such parameters.
 */
export function nodePostgresSsl({ mode, ca }: DatabaseSslConfig): NodePostgresSsl | false {
  const authority = ca === undefined ? {} : { ca };
  switch (mode) {
    case 'disable':
      return false;
    case 'require':
      return ca === undefined ? { rejectUnauthorized: false } : authorityOnly(ca);
    case 'verify-ca':
      return { ...authority, rejectUnauthorized: true, checkServerIdentity: anyHost };
    case 'verify-full':
      return { ...authority, rejectUnauthorized: true };
  }
}

function authorityOnly(ca: string): NodePostgresSsl {
  return { ca, rejectUnauthorized: true, checkServerIdentity: anyHost };
}

/** Accepts the certificate whichever host it is for. */
function anyHost(): undefined {
  return undefined;
}
