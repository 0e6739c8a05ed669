import { CacheOptionsError } from '../../errors';

/** Host and port of one server. */
export interface RedisPlace {
  readonly host: string;
  readonly port: number;
}

/** What a Redis URL says. */
export interface RedisTarget {
  readonly kind: 'single' | 'sentinel' | 'cluster';
  readonly tls: boolean;
  readonly username: string | undefined;
  readonly password: string | undefined;
  readonly database: number;
  /** The server; the sentinels; or some servers of the cluster. At least one. */
  readonly places: readonly [RedisPlace, ...RedisPlace[]];
  /** Under which the sentinels know the servers; '' for the other kinds. */
  readonly masterName: string;
}

const URL_FORM =
  /^redis(?<tls>s?)(?:\+(?<kind>sentinel|cluster))?:\/\/(?:(?<user>[^:@/]*)(?::(?<password>[^@/]*))?@)?(?<hosts>[^/?#]+)(?<path>\/[^?#]*)?$/i;
const HOST_FORM = /^(?:\[(?<v6>[^\]]+)\]|(?<host>[^:[\]]+))(?::(?<port>\d{1,5}))?$/;
const DEFAULT_PORT = 6379;
const DEFAULT_SENTINEL_PORT = 26379;

/**
 * Reads `redis[s]://[user][:password]@host[:port][/database]`, `redis[s]+sentinel://…@host,host…/name[/database]`
 * and `redis[s]+cluster://…@host,host…`.
 *
 * @throws CacheOptionsError when it is none of these; the message does not repeat it
 */
export function parseRedisUrl(url: string): RedisTarget {
  const parts = URL_FORM.exec(url)?.groups;
  if (parts === undefined) throw unreadable();
  const kind = kindOf(parts.kind);
  const [masterName, database] = readPath(kind, parts.path ?? '');
  const port = kind === 'sentinel' ? DEFAULT_SENTINEL_PORT : DEFAULT_PORT;
  const [first, ...others] = (parts.hosts ?? '').split(',').map((host) => readPlace(host, port));
  if (first === undefined || (kind === 'single' && others.length > 0)) throw unreadable();
  return {
    kind,
    tls: parts.tls !== '',
    username: decoded(parts.user),
    password: decoded(parts.password),
    database,
    places: [first, ...others],
    masterName,
  };
}

function kindOf(name: string | undefined): RedisTarget['kind'] {
  const kind = name?.toLowerCase();
  return kind === 'sentinel' || kind === 'cluster' ? kind : 'single';
}

function readPath(kind: RedisTarget['kind'], path: string): [masterName: string, database: number] {
  const segments = path.split('/').filter((segment) => segment !== '');
  const masterName = kind === 'sentinel' ? (decoded(segments.shift()) ?? '') : '';
  const [database = '0', ...rest] = segments;
  const isWrong =
    rest.length > 0 ||
    !/^\d{1,5}$/.test(database) ||
    (kind === 'sentinel' && masterName === '') ||
    (kind === 'cluster' && database !== '0');
  if (isWrong) throw unreadable();
  return [masterName, Number(database)];
}

function readPlace(text: string, defaultPort: number): RedisPlace {
  const parts = HOST_FORM.exec(text)?.groups;
  const host = parts?.v6 ?? parts?.host;
  if (host === undefined) throw unreadable();
  return { host, port: Number(parts?.port ?? defaultPort) };
}

function decoded(text: string | undefined): string | undefined {
  if (text === undefined || text === '') return undefined;
  try {
    return decodeURIComponent(text);
  } catch {
    throw unreadable();
  }
}

function unreadable(): CacheOptionsError {
  return new CacheOptionsError(
    'redis.url must read redis[s]://[user][:password]@host[:port][/database], ' +
      'redis[s]+sentinel://[user][:password]@host[:port],…/master-name[/database] or ' +
      'redis[s]+cluster://[user][:password]@host[:port],…',
  );
}
