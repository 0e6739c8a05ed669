import type { Reading, SettingReader } from '../engine/setting-reader';
import { shown } from '../engine/found';
import { isLoopbackHost } from '../kinds/host';
import { SETTINGS } from '../settings';
import type { AuthConfig, RuntimeEnvironment } from '../strata-config';

/** What the rules on authentication depend on. */
export interface AuthCircumstances {
  readonly environment: RuntimeEnvironment;
  /** Address that the service listens on. */
  readonly host: string;
  /** False for a command that answers no requests: it needs no key. */
  readonly servesRequests: boolean;
}

/** Who may call without a token, and what tokens are verified with. */
export function readAuth(reader: SettingReader, circumstances: AuthCircumstances): AuthConfig {
  const wanted = reader.read(SETTINGS.authRequired);
  const jwtSecret = reader.read(SETTINGS.jwtSecret);
  const jwksUrl = reader.read(SETTINGS.jwksUrl);
  const cause = causeOf(circumstances);
  const reason = cause ?? (wanted.value === true ? 'AUTH_REQUIRED is true' : undefined);
  refuseSwitchingOff(reader, wanted, cause);
  refuseTwoKeys(reader, jwtSecret, jwksUrl);
  refusePlainKeySet(reader, jwksUrl, circumstances.environment);
  if (circumstances.servesRequests && !jwtSecret.given && !jwksUrl.given) {
    refuseMissingKey(reader, reason);
  }
  return {
    required: reason !== undefined,
    jwtSecret: jwtSecret.value,
    jwksUrl: jwksUrl.value,
    issuer: reader.read(SETTINGS.issuer).value,
    audience: reader.read(SETTINGS.audience).value,
  };
}

/** Why authentication is required wherever it cannot be chosen. */
function causeOf({ environment, host }: AuthCircumstances): string | undefined {
  if (environment === 'production') return 'this is production';
  return isLoopbackHost(host) ? undefined : `HOST ${shown(host)} is not a loopback address`;
}

function refuseSwitchingOff(
  { problems }: SettingReader,
  { value, variable }: Reading<boolean | undefined>,
  cause: string | undefined,
): void {
  if (value !== false || cause === undefined) return;
  problems.fault({ variable, found: 'false', allowed: `true, because ${cause}` });
}

function refuseTwoKeys(
  { problems }: SettingReader,
  secret: Reading<unknown>,
  keySet: Reading<unknown>,
): void {
  if (!secret.given || !keySet.given) return;
  problems.fault({
    variable: `${secret.variable} and ${keySet.variable}`,
    found: 'both',
    allowed: 'one of the two: a shared key, or the key set of an issuer',
  });
}

function refusePlainKeySet(
  { problems }: SettingReader,
  { value, variable }: Reading<string | undefined>,
  environment: RuntimeEnvironment,
): void {
  if (value === undefined || environment !== 'production') return;
  const url = new URL(value);
  if (url.protocol === 'https:' || isLoopbackHost(url.hostname)) return;
  problems.fault({ variable, found: shown(value), allowed: 'an https:// URL in production' });
}

function refuseMissingKey({ problems }: SettingReader, reason: string | undefined): void {
  if (reason === undefined) return;
  problems.fault({
    variable: SETTINGS.jwtSecret.name,
    found: 'nothing',
    allowed:
      `${SETTINGS.jwtSecret.kind.allowed}, or set ${SETTINGS.jwksUrl.name} instead: ` +
      `authentication is required because ${reason}`,
  });
}
