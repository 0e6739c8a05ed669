import { invalid, valid, type Kind, type Outcome } from '../engine/kind';
import { listOf } from './list-of';
import { Secret } from '../secret';
import { hasControlCharacters, isDecodable, parseUrl } from './parse-url';
import { takeTlsParameters, type TlsParameters } from './postgres-tls-parameters';

/** Address of a PostgreSQL server, and what it said about TLS. */
export interface PostgresUrl {
  /** `postgresql://...`, without the parameters on TLS; user and password as they were written. */
  readonly url: Secret;
  readonly tls: TlsParameters;
}

/** With SQLAlchemy's drivers, as in `postgresql+asyncpg://`. */
const SCHEME = /^postgres(?:ql)?(?:\+[a-z0-9_]+)?:\/\//i;

/** One PostgreSQL URL. */
export const postgresUrl: Kind<PostgresUrl> = {
  allowed: 'a URL such as postgresql://user:password@host:5432/database',
  parse(text) {
    const scheme = SCHEME.exec(text)?.[0];
    if (scheme === undefined) return invalid('it does not begin with postgresql://');
    return parseRest(text.slice(scheme.length));
  },
  canonical: ({ url, tls }) => JSON.stringify([url.reveal(), tls.mode, tls.caFile]),
};

const NEXT_URL = /,(?=\s*postgres(?:ql)?(?:\+[a-z0-9_]+)?:\/\/)/i;

/** One PostgreSQL URL, or several; a comma that does not begin another URL belongs to its own. */
export const postgresUrls: Kind<readonly PostgresUrl[]> = {
  ...listOf(postgresUrl, NEXT_URL),
  allowed: `${postgresUrl.allowed}, or several, separated by commas`,
  parse(text) {
    return NEXT_URL.test(text)
      ? listOf(postgresUrl, NEXT_URL).parse(text)
      : one(postgresUrl.parse(text));
  },
};

function one<T>(outcome: Outcome<T>): Outcome<readonly T[]> {
  return outcome.ok ? valid([outcome.value], outcome.warning) : outcome;
}

function parseRest(rest: string): Outcome<PostgresUrl> {
  const problem = problemOf(rest);
  if (problem !== undefined) return invalid(problem);
  const queryStart = rest.includes('?') ? rest.indexOf('?') : rest.length;
  const parameters = new URLSearchParams(rest.slice(queryStart));
  const tls = takeTlsParameters(parameters);
  if (!tls.ok) return tls;
  const query = parameters.size > 0 ? `?${parameters.toString()}` : '';
  const url = new Secret(`postgresql://${rest.slice(0, queryStart)}${query}`);
  return valid({ url, tls: tls.value }, tls.warning);
}

function problemOf(rest: string): string | undefined {
  if (hasControlCharacters(rest)) return 'it has a line break or another control character';
  if (rest.includes('#')) return 'it has a "#"; write it as %23';
  if (rest.includes('://')) return 'it holds more than one URL';
  // A URL that names its socket folder in a parameter may leave the host out.
  const url = parseUrl(`postgresql://${rest.replace('@/', '@localhost/')}`);
  if (!url)
    return 'it is no valid URL; in user and password write @ / ? # % as %40 %2F %3F %23 %25';
  if (url.hostname.includes(',')) return 'it names more than one host';
  if (!isDecodable(`${url.username}${url.password}${url.pathname}`)) {
    return 'it has a "%" that begins no escape; write it as %25';
  }
  return undefined;
}
