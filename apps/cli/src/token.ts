import { parseArgs } from 'node:util';
import { SignJWT } from 'jose';
import type { StrataConfig } from '@strata/config';
import { loadConfig } from '../../api/src/app.config';
import { developmentSecret } from '../../api/src/development-secret';
import { ROLES, type Role } from '../../api/src/http/caller';

const USAGE = `Issues a bearer token for trying the API.

  npm run token -- --sub alice [--role user|admin]... [--expires 1h]

  --sub      the subject: the id of the user who calls
  --role     what the token allows; default user; may be given twice
  --expires  lifetime, e.g. 15m, 1h, 7d; default 1h`;

interface TokenRequest {
  readonly subject: string;
  readonly roles: readonly Role[];
  readonly expires: string;
}

async function main(): Promise<void> {
  const request = parseRequest(process.argv.slice(2));
  const { config } = loadConfig({ servesRequests: false });
  console.log(await sign(request, config));
}

function parseRequest(args: string[]): TokenRequest {
  const { values } = parseArgs({
    args,
    options: {
      sub: { type: 'string' },
      role: { type: 'string', multiple: true, default: ['user'] },
      expires: { type: 'string', default: '1h' },
    },
  });
  if (!values.sub) throw new Error('--sub is missing');
  if (!/^\d+[smhdw]$/.test(values.expires)) {
    throw new Error(`--expires must be a number with s, m, h, d or w, not "${values.expires}"`);
  }
  return { subject: values.sub, roles: values.role.map(toRole), expires: values.expires };
}

function toRole(given: string): Role {
  const role = ROLES.find((known) => known === given);
  if (!role) throw new Error(`--role must be one of ${ROLES.join(', ')}, not "${given}"`);
  return role;
}

function sign({ subject, roles, expires }: TokenRequest, config: StrataConfig): Promise<string> {
  const { issuer, audience } = config.auth;
  const token = new SignJWT({ roles })
    .setProtectedHeader({ alg: 'HS256' })
    .setSubject(subject)
    .setIssuedAt()
    .setExpirationTime(expires);
  if (issuer !== undefined) token.setIssuer(issuer);
  if (audience !== undefined) token.setAudience(audience);
  return token.sign(new TextEncoder().encode(signingKey(config)));
}

function signingKey({ auth, embedded, environment }: StrataConfig): string {
  if (auth.jwksUrl !== undefined) {
    throw new Error('AUTH_JWKS_URL is set: tokens come from that issuer, not from here');
  }
  if (auth.jwtSecret) return auth.jwtSecret.reveal();
  if (environment === 'production') throw new Error('AUTH_JWT_SECRET is not set');
  return developmentSecret(embedded.dataDir);
}

main().catch((error: unknown) => {
  console.error(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
  process.exitCode = 1;
});
