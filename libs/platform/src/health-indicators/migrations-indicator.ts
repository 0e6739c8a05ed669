import type { CheckedIndicator, HealthState } from '@strata/health';

/** The schema seldom changes under a running application, and every question opens a connection. */
const RECHECK_MS = 30_000;

type PendingMigrations = () => Promise<readonly string[]>;

/** Every migration that the code needs is applied. */
export class MigrationsIndicator implements CheckedIndicator {
  readonly name = 'migrations';
  readonly critical = true;
  readonly inSummary = false;
  /** How soon after `migrate` has run the application becomes ready. */
  readonly intervalMs = 2_000;
  readonly timeoutMs = 2_500;
  readonly #pendingMigrations: PendingMigrations;
  #completeSinceMs: number | undefined;
  #rechecking = false;

  constructor(pendingMigrations: PendingMigrations) {
    this.#pendingMigrations = pendingMigrations;
  }

  /** Once the schema is complete, that stands while the question is asked again, however long it takes. */
  async check(): Promise<HealthState> {
    if (this.#completeSinceMs === undefined) await this.#ask();
    else if (performance.now() - this.#completeSinceMs >= RECHECK_MS) void this.#recheck();
    return { status: this.#completeSinceMs === undefined ? 'down' : 'up' };
  }

  async #ask(): Promise<void> {
    const pending = await this.#pendingMigrations();
    this.#completeSinceMs = pending.length === 0 ? performance.now() : undefined;
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
