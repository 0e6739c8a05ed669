import { invalid, valid, type Kind, type Outcome } from '../engine/kind';
import { Secret } from '../secret';
import { hasControlCharacters, isDecodable, parseUrl } from './parse-url';

/** Address of a Redis server, of the sentinels that know it, or of a cluster. */
export interface RedisUrl {
  /** Without parameters. */
  readonly url: Secret;
  /** The scheme begins with `rediss`: the connection is encrypted and the server's certificate verified. */
  readonly tls: boolean;
  /** Host, port and database number: `localhost:6379/0`; of several hosts, what stands behind the user. */
  readonly place: string;
}

const DEFAULT_PORT = '6379';

/** One Redis URL. */
export const redisUrl: Kind<RedisUrl> = {
  allowed:
    'a URL such as redis://user:password@host:6379/0, redis+sentinel://host:26379,host:26379/name or ' +
    'redis+cluster://host:6379,host:6379; rediss instead of redis for TLS',
  parse(text) {
    if (/^rediss?\+/i.test(text)) return parseSeveral(text);
    const url = parseUrl(text);
    const problem = problemOf(text, url);
    return problem === undefined && url ? fromUrl(text, url) : invalid(problem);
  },
  canonical: ({ url }) => url.reveal(),
};

/** Where `host`, `port` and `database` lead, in the form of {@link RedisUrl.place}. */
export function redisPlace(host: string, port: number | string, database: number | string): string {
  return `${host.toLowerCase()}:${String(port)}/${String(Number(database))}`;
}

function fromUrl(text: string, url: URL): Outcome<RedisUrl> {
  const [plain = ''] = text.split('?');
  const place = redisPlace(url.hostname, url.port || DEFAULT_PORT, url.pathname.slice(1));
  return valid({ url: new Secret(plain), tls: url.protocol === 'rediss:', place }, ignored(url));
}

const SEVERAL =
  /^(?<scheme>rediss?)\+(?<kind>sentinel|cluster):\/\/(?:(?<user>[^@/]*)@)?(?<hosts>[^/?#@]+)(?<path>\/[^?#]*)?$/i;
const HOST = /^(?:\[[\da-f:.]+\]|[^\s:[\]]+)(?::\d{1,5})?$/i;

/** Several hosts, which no URL parser knows. */
function parseSeveral(text: string): Outcome<RedisUrl> {
  const {
    scheme = '',
    kind = '',
    user = '',
    hosts = '',
    path = '',
  } = SEVERAL.exec(text)?.groups ?? {};
  const problem = problemOfSeveral(text, { kind, user, hosts, path });
  if (problem !== undefined) return invalid(problem);
  const tls = scheme.toLowerCase() === 'rediss';
  return valid({ url: new Secret(text), tls, place: `${hosts.toLowerCase()}${path}` });
}

function problemOfSeveral(
  text: string,
  { kind, user, hosts, path }: Record<'kind' | 'user' | 'hosts' | 'path', string>,
): string | undefined {
  if (hasControlCharacters(text)) return 'it has a line break or another control character';
  if (kind === '') return 'it does not read redis+sentinel:// or redis+cluster:// with hosts';
  if (!hosts.split(',').every((host) => HOST.test(host))) return 'one of its hosts is not readable';
  if (!isDecodable(user)) return 'it has a "%" that begins no escape; write it as %25';
  const form = kind.toLowerCase() === 'sentinel' ? /^\/[^/]+(\/\d{0,5})?$/ : /^\/?0?$/;
  if (form.test(path)) return undefined;
  return 'behind the hosts it needs /name for sentinels, and nothing for a cluster';
}

/** redis-py takes options from the URL; the client used here takes none. */
function ignored({ searchParams }: URL): string | undefined {
  if (searchParams.size === 0) return undefined;
  return 'parameters after "?" have no effect; a rediss:// server is always verified, against REDIS_TLS_CA_FILE if set.';
}

function problemOf(text: string, url: URL | undefined): string | undefined {
  if (!/^rediss?:\/\//i.test(text)) return 'it does not begin with redis:// or rediss://';
  if (hasControlCharacters(text)) return 'it has a line break or another control character';
  if (text.includes('#')) return 'it has a "#"; write it as %23';
  if (!url)
    return 'it is no valid URL; in user and password write @ / ? # % as %40 %2F %3F %23 %25';
  if (url.hostname === '') return 'it names no host';
  if (!/^\/?\d{0,5}$/.test(url.pathname)) return 'what follows the host is no database number';
  if (url.searchParams.has('db')) return 'it has a parameter "db"; write the number as a path: /0';
  if (!isDecodable(`${url.username}${url.password}`)) {
    return 'it has a "%" that begins no escape; write it as %25';
  }
  return undefined;
}
