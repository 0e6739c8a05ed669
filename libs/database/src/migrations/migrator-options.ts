import type { ConnectionOptions } from 'node:tls';
import { withoutUndefined } from '../without-undefined';

export interface MigratorOptions {
  /**
   * The primary, reached directly: the lock belongs to the session, which a pooler in transaction mode
   * does not keep.
   */
  readonly connectionString: string;
  /** The folder with NNN_name.sql and NNN_name_rollback.sql. */
  readonly directory: string;
  /** TLS; when given, `sslmode` and its kin in the URL are ignored. Default: what the URL says. */
  readonly ssl?: boolean | ConnectionOptions;
  /** How long to wait for another migrator. Default 300,000. */
  readonly lockWaitMs?: number;
  /** How long a statement may wait for a lock, and others behind it, before it gives way. Default 150. */
  readonly lockTimeoutMs?: number;
  /** How often it tries to get the lock. Default 30, within about half a minute. */
  readonly lockAttempts?: number;
  /** Time limit for connecting. Default 10,000. */
  readonly connectTimeoutMs?: number;
  /** Told, in words, what is being done. */
  readonly onProgress?: (message: string) => void;
}

/** {@link MigratorOptions} with every default filled in. */
export type ResolvedMigratorOptions = Required<Omit<MigratorOptions, 'ssl'>> &
  Pick<MigratorOptions, 'ssl'>;

const DEFAULTS = {
  lockWaitMs: 300_000,
  lockTimeoutMs: 150,
  lockAttempts: 30,
  connectTimeoutMs: 10_000,
  onProgress: () => undefined,
} satisfies Partial<MigratorOptions>;

export function resolveMigratorOptions(options: MigratorOptions): ResolvedMigratorOptions {
  return { ...DEFAULTS, ...withoutUndefined(options) };
}
