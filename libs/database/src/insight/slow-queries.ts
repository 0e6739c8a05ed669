import { setImmediate } from 'node:timers/promises';
import type { QueryResult } from 'pg';
import type { DatabaseEvents } from '../database-events';
import { errorCode } from '../errors/driver-error';
import { borrowIdle } from '../pool/borrow';
import type { ObservedQuery } from '../pool/observed-query';
import type { ServerPool } from '../pool/server-pool';

/** One statement that can be planned; nothing that a second one could hide behind. */
const PLANNABLE = /^\s*(?:SELECT|INSERT|UPDATE|DELETE|MERGE|WITH|VALUES)\b[^;]*$/i;

/** A text is planned again after this at the earliest. */
const PLAN_INTERVAL_MS = 60_000;
/** Texts remembered as planned; beyond it no further plan is asked for until the interval is over. */
const MAX_PLANNED = 100;
const MAX_PLAN_LENGTH = 8_000;

/** GENERIC_PLAN (PostgreSQL 16) plans a text without its parameters. Nothing is executed. */
const LIMITS = 'SET LOCAL lock_timeout = 100; SET LOCAL statement_timeout = 1000;';
const EXPLAIN = 'EXPLAIN (GENERIC_PLAN)';

export interface SlowQueriesOptions {
  /** 0: nothing is slow. */
  readonly thresholdMs: number;
  readonly events: DatabaseEvents;
  readonly poolOf: (server: string) => ServerPool | undefined;
}

/**
 * Tells of slow statements with their method and plan. Plans are asked for one at a time, of each text
 * once a minute, on a connection that is idle: an exhausted pool is not burdened further.
 */
export class SlowQueries {
  readonly #options: SlowQueriesOptions;
  readonly #planned = new Set<string>();
  #forgetAt = 0;
  #planning = false;

  constructor(options: SlowQueriesOptions) {
    this.#options = options;
  }

  seen(server: string, query: ObservedQuery): void {
    const { thresholdMs } = this.#options;
    if (thresholdMs === 0 || query.durationMs < thresholdMs || isPlanning(query)) return;
    if (this.#mayPlan(query.text)) void this.#tellPlanned(server, query);
    else this.#tell(server, query);
  }

  #mayPlan(text: string): boolean {
    const now = performance.now();
    if (now >= this.#forgetAt) {
      this.#planned.clear();
      this.#forgetAt = now + PLAN_INTERVAL_MS;
    }
    if (this.#planning || this.#planned.size >= MAX_PLANNED || this.#planned.has(text))
      return false;
    return PLANNABLE.test(text);
  }

  async #tellPlanned(server: string, query: ObservedQuery): Promise<void> {
    this.#planning = true;
    this.#planned.add(query.text);
    try {
      this.#tell(server, query, { plan: await this.#plan(server, query.text) });
    } catch (error) {
      this.#tell(server, query, { planFailure: errorCode(error) ?? 'UNKNOWN' });
    } finally {
      this.#planning = false;
    }
  }

  async #plan(server: string, text: string): Promise<string | undefined> {
    // By then the borrower may have returned the connection that the statement ran on.
    await setImmediate();
    const pool = this.#options.poolOf(server);
    const lent = pool && (await borrowIdle(pool));
    if (lent === undefined) return undefined;
    try {
      // Of several statements pg gives a list of results.
      const results = await lent.client.query<Promise<QueryResult<PlanRow>[]>>(explaining(text));
      const lines = results.at(-1)?.rows.map((row) => row['QUERY PLAN']) ?? [];
      return lines.join('\n').slice(0, MAX_PLAN_LENGTH);
    } finally {
      lent.release();
    }
  }

  #tell(server: string, query: ObservedQuery, plan: Plan = {}): void {
    const { method, durationMs, failed, context } = query;
    const told = { server, method, durationMs, failed, ...plan };
    context.runInAsyncScope(() => this.#options.events.emit('slow_query', told));
  }
}

interface Plan {
  readonly plan?: string | undefined;
  readonly planFailure?: string;
}

interface PlanRow {
  readonly 'QUERY PLAN': string;
}

function explaining(text: string): string {
  return `${LIMITS} ${EXPLAIN} ${text}`;
}

function isPlanning({ text }: ObservedQuery): boolean {
  return text.startsWith(LIMITS);
}
