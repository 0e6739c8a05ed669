import type { MigrationStatus } from '@strata/database';
import type { PlatformLogger } from './platform-logger';
import type { RetentionRule } from './retention/retention-rule';

/** Injection token of the module's options. */
export const PLATFORM_OPTIONS = Symbol('PLATFORM_OPTIONS');

/** What the joined libraries cannot know of the application. */
export interface PlatformOptions {
  /** Where cache, database and health events are written. */
  readonly logger: PlatformLogger;
  /** Where the database stands with every migration: `() => migrator.recorded()`. Bounded by itself. */
  readonly migrations: () => Promise<readonly Pick<MigrationStatus, 'state'>[]>;
  /** Name of the embedding provider, shown by `/health`. Default: not shown. */
  readonly embeddingProvider?: string;
  /** Rows that go when they are old. Default: none do. */
  readonly retention?: readonly RetentionRule[];
}
