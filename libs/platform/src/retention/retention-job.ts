import {
  Inject,
  Injectable,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
} from '@nestjs/common';
import { UnitOfWork } from '@strata/database';
import { MetricsRegistry } from '@strata/metrics';
import { errorFields } from '../log-events/error-fields';
import { PLATFORM_OPTIONS, type PlatformOptions } from '../platform-options';
import { BATCH_ROWS, deleteBatch } from './retention';
import type { RetentionRule } from './retention-rule';

const INTERVAL_MS = 3_600_000;

/** Part of the interval by which it is longer at random, so that processes do not all come at once. */
const JITTER = 0.2;

/**
 * Deletes rows that are past their retention: at start and about once an hour, in small transactions, in one
 * process at a time. Ends between two of them when the application is to end.
 */
@Injectable()
export class RetentionJob implements OnApplicationBootstrap, OnModuleDestroy {
  readonly #rules: readonly RetentionRule[];
  readonly #deleted: Map<string, number>;
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> = Promise.resolve();
  #stopped = false;

  constructor(
    @Inject(PLATFORM_OPTIONS) private readonly options: PlatformOptions,
    private readonly unitOfWork: UnitOfWork,
    metrics: MetricsRegistry,
  ) {
    this.#rules = options.retention ?? [];
    this.#deleted = new Map(this.#rules.map(({ table }) => [table, 0]));
    metrics.register({
      name: 'retention_deleted_rows_total',
      help: 'Rows that this process has deleted because they were past their retention.',
      type: 'counter',
      labelNames: ['table'],
      collect: () => [...this.#deleted].map(([table, value]) => ({ labels: { table }, value })),
    });
  }

  onApplicationBootstrap(): void {
    if (this.#rules.length > 0) this.#next(0);
  }

  /** Waits for the transaction under way, which is bounded. */
  async onModuleDestroy(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.#running;
  }

  /**
   * Deletes what is due; a table that fails is told of, and left for the next time. Ends as soon as another process
   * turns out to be at it, which then does the rest: whoever has the lock goes on. Never rejects.
   */
  async run(): Promise<void> {
    for (const rule of this.#rules) if (!(await this.#apply(rule))) return;
  }

  #next(delayMs: number): void {
    this.#timer = setTimeout(() => {
      this.#running = this.run().finally(() => {
        if (!this.#stopped) this.#next(INTERVAL_MS * (1 + Math.random() * JITTER));
      });
    }, delayMs).unref();
  }

  /** @returns false when the run is over: another process is at it, or this one is to end. */
  async #apply(rule: RetentionRule): Promise<boolean> {
    const { table } = rule;
    let rows = 0;
    try {
      while (!this.#stopped) {
        const gone = await deleteBatch(this.unitOfWork, rule);
        if (gone === undefined) return false;
        rows += gone;
        this.#deleted.set(table, (this.#deleted.get(table) ?? 0) + gone);
        if (gone < BATCH_ROWS) return true;
      }
      return false;
    } catch (error) {
      this.options.logger.warn({ table, ...errorFields(error) }, 'retention_failed');
      return true;
    } finally {
      if (rows > 0) this.options.logger.info({ table, rows }, 'retention');
    }
  }
}
