import type { MigrationState } from '@strata/database';
import type { CheckedIndicator, HealthState } from '@strata/health';
import type { PlatformOptions } from '../platform-options';

/** The schema seldom changes under a running application, and every question opens a connection. */
const RECHECK_MS = 30_000;

/** A newer release may have applied migrations that are missing here. */
const COMPLETE: ReadonlySet<MigrationState> = new Set(['applied', 'missing']);

/** Every migration that the code needs is applied, as it stands here. */
export class MigrationsIndicator implements CheckedIndicator {
  readonly name = 'migrations';
  readonly critical = true;
  readonly inSummary = false;
  /** How soon after `migrate` has run the application becomes ready. */
  readonly intervalMs = 2_000;
  readonly timeoutMs = 2_500;
  readonly #migrations: PlatformOptions['migrations'];
  #states: readonly MigrationState[] = [];
  #completeSinceMs: number | undefined;
  #rechecking = false;

  constructor(migrations: PlatformOptions['migrations']) {
    this.#migrations = migrations;
  }

  /** The state of each migration when it was last told; none before. */
  get states(): readonly MigrationState[] {
    return this.#states;
  }

  /** Once the schema is complete, that stands while the question is asked again, however long it takes. */
  async check(): Promise<HealthState> {
    if (this.#completeSinceMs === undefined) await this.#ask();
    else if (performance.now() - this.#completeSinceMs >= RECHECK_MS) void this.#recheck();
    return { status: this.#completeSinceMs === undefined ? 'down' : 'up' };
  }

  async #ask(): Promise<void> {
    const migrations = await this.#migrations();
    this.#states = migrations.map(({ state }) => state);
    const complete = this.#states.every((state) => COMPLETE.has(state));
    this.#completeSinceMs = complete ? performance.now() : undefined;
  }

  /** An outage says nothing new about the schema, and the database has a check of its own. */
  async #recheck(): Promise<void> {
    if (this.#rechecking) return;
    this.#rechecking = true;
    try {
      await this.#ask();
    } catch {
      this.#completeSinceMs = performance.now();
    } finally {
      this.#rechecking = false;
    }
  }
}
