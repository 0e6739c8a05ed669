/** Server settings by name, as in postgresql.conf, e.g. `{ max_connections: '300' }`. */
export type ServerSettings = Readonly<Record<string, string>>;

/** How to start an embedded server. */
export interface EmbeddedPostgresOptions {
  /** Folder for the data, created when missing. When the caller is root, only its identity is kept here. */
  readonly dataDir: string;
  /** Database to create on the first start and to connect to. */
  readonly database: string;
  /** Port on 127.0.0.1; default: a free one, another at every start. */
  readonly port?: number;
  /** Server settings; address, port and sockets cannot be changed here. Default: PostgreSQL's own, in UTC. */
  readonly settings?: ServerSettings;
  /** Bound on every start, recovery after a crash included, in milliseconds; default 60,000. */
  readonly startTimeoutMs?: number;
  /** Bound on a clean stop, in milliseconds; after it the server is stopped without its checkpoint. Default 30,000. */
  readonly stopTimeoutMs?: number;
  /** Only for root: the folder in which the server's own folder is made; default `/var/lib`. */
  readonly rootDataParent?: string;
  /** Folder with `bin`, `lib` and `share` of a PostgreSQL; default: the npm package of this platform. */
  readonly binariesDir?: string;
}

/** How to start a replica. */
export interface ReplicaOptions {
  /** Tells replicas of one server apart: small letters, digits and `_`; default `1`. */
  readonly name?: string;
  /** Port on 127.0.0.1; default: a free one. */
  readonly port?: number;
  /** Added to the primary's settings. */
  readonly settings?: ServerSettings;
}

/** Both bounds of a server's life, in milliseconds. */
export interface Timeouts {
  readonly startTimeoutMs: number;
  readonly stopTimeoutMs: number;
}

/** The bounds of `options`, defaults filled in. */
export function timeoutsOf(options: Partial<Timeouts>): Timeouts {
  return {
    startTimeoutMs: options.startTimeoutMs ?? 60_000,
    stopTimeoutMs: options.stopTimeoutMs ?? 30_000,
  };
}
