import { Inject, Injectable, ServiceUnavailableException } from '@nestjs/common';
import {
  HealthCheckService,
  HealthIndicatorService,
  type HealthIndicatorResult,
} from '@nestjs/terminus';
import type { HealthState, HealthStatus } from './health-indicator';
import type { HealthTimings } from './health-options';
import { HEALTH_TIMINGS, HealthRegistry, type IndicatorReport } from './health-registry';
import type { ProbeQuery } from './probe-query';
import { probeText, type ProbeReport } from './probe-report';

/** An answer to a probe: the HTTP status and the body. */
export interface HealthAnswer {
  readonly status: 200 | 503;
  /** An object is sent as JSON, text as text. */
  readonly body: Readonly<Record<string, unknown>> | string;
}

const DEFAULT_TEXTS: Readonly<Record<HealthStatus, string>> = {
  up: 'ok',
  degraded: 'degraded',
  down: 'error: unavailable',
};

/** What the probes are told, from the states that the registry has at hand. Nothing here asks a dependency. */
@Injectable()
export class HealthAnswers {
  constructor(
    @Inject(HEALTH_TIMINGS) private readonly timings: HealthTimings,
    private readonly registry: HealthRegistry,
    private readonly terminus: HealthCheckService,
    private readonly indicators: HealthIndicatorService,
  ) {}

  /** The whole picture for people and dashboards; unhealthy when a critical dependency in it is down. */
  summary(): HealthAnswer {
    const shown = this.registry.reports().filter(({ indicator }) => indicator.inSummary !== false);
    const failed = shown.some(isFatal);
    const own = { status: failed ? 'unhealthy' : 'healthy', checks: checksOf(shown) };
    // `own` goes first for its place and last for its meaning: no indicator may take these names.
    const body = Object.assign({}, own, topLevelOf(shown), own);
    return { status: failed ? 503 : 200, body };
  }

  /** Whether the event loop turns. Looks at no dependency: a restart would not mend one. */
  live(query: ProbeQuery, detailed: boolean): HealthAnswer {
    const reports = [this.#eventLoop()];
    const passed = !included(reports, query).some(isFatal);
    return answer({ probe: 'live', passed, reports, query, detailed }, 'error');
  }

  /** Whether requests may be sent here: no critical indicator is down and no shutdown has begun. */
  async ready(query: ProbeQuery, detailed: boolean): Promise<HealthAnswer> {
    const reports = this.registry.reports();
    const passed = await this.#passesTerminus(included(reports, query));
    return answer({ probe: 'ready', passed, reports, query, detailed }, 'error');
  }

  /** Whether the start is over: every indicator has had a first result. What it says is readiness's matter. */
  startup(query: ProbeQuery, detailed: boolean): HealthAnswer {
    const reports = this.registry.reports();
    const passed = included(reports, query).every(({ ageMs }) => ageMs !== Infinity);
    return answer({ probe: 'startup', passed, reports, query, detailed }, 'starting');
  }

  #eventLoop(): IndicatorReport {
    const late = this.registry.eventLoopLagMs >= this.timings.maxEventLoopLagMs;
    const indicator = { name: 'event_loop', critical: true, read: () => state };
    const state: HealthState = { status: late ? 'down' : 'up' };
    return { indicator, state, ageMs: 0 };
  }

  async #passesTerminus(reports: readonly IndicatorReport[]): Promise<boolean> {
    try {
      await this.terminus.check(reports.map((report) => () => this.#toTerminus(report)));
      return true;
    } catch (error) {
      if (!(error instanceof ServiceUnavailableException)) throw error;
      return false;
    }
  }

  /** Terminus fails a check for any indicator that is down; one that is not critical only degrades it. */
  #toTerminus({ indicator, state }: IndicatorReport): HealthIndicatorResult {
    const session = this.indicators.check(indicator.name);
    if (state.status === 'up') return session.up();
    return isFatal({ indicator, state }) ? session.down() : session.degraded();
  }
}

function answer(report: ProbeReport, failedStatus: 'error' | 'starting'): HealthAnswer {
  const { passed, query, reports } = report;
  const status = passed ? 200 : 503;
  if (query.verbose) return { status, body: probeText(report) };
  if (passed) return { status, body: { status: 'ok' } };
  const failed = failedStatus === 'error' && { failed: namesOfFatal(included(reports, query)) };
  return { status, body: { status: failedStatus, ...failed } };
}

function included(reports: readonly IndicatorReport[], { excluded }: ProbeQuery) {
  return reports.filter(({ indicator }) => !excluded.has(indicator.name));
}

function isFatal({ indicator, state }: Pick<IndicatorReport, 'indicator' | 'state'>): boolean {
  return indicator.critical && state.status === 'down';
}

function namesOfFatal(reports: readonly IndicatorReport[]): string[] {
  return reports.filter(isFatal).map(({ indicator }) => indicator.name);
}

function checksOf(reports: readonly IndicatorReport[]): Record<string, string> {
  return Object.fromEntries(reports.map(({ indicator, state }) => [indicator.name, textOf(state)]));
}

function textOf(state: HealthState): string {
  return state.text ?? DEFAULT_TEXTS[state.status];
}

function topLevelOf(reports: readonly IndicatorReport[]): Record<string, string> {
  const entries = reports.flatMap(({ state }) => (state.topLevel ? [state.topLevel] : []));
  return Object.fromEntries(entries.map(({ name, value }) => [name, value]));
}
