import type { EmbeddedPostgresOptions } from '@strata/embedded-postgres';

/** What an owner process is to do. */
export interface OwnerTask {
  readonly options: EmbeddedPostgresOptions;
  /** Number of the user to become; only root can. */
  readonly user?: number;
  /** Insert rows for ever, and say which are acknowledged. */
  readonly write?: boolean;
  /** End at once without stopping the server. */
  readonly leave?: boolean;
}

/** What an owner process says. */
export type OwnerMessage =
  | {
      readonly kind: 'ready';
      readonly connectionString: string;
      readonly dataDir: string;
      readonly firstStart: boolean;
    }
  | { readonly kind: 'refused'; readonly code: string; readonly message: string }
  | { readonly kind: 'acknowledged'; readonly id: number }
  | { readonly kind: 'stopped' };
