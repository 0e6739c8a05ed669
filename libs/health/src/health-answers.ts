import { Injectable, ServiceUnavailableException } from '@nestjs/common';
import {
  HealthCheckService,
  HealthIndicatorService,
  type HealthIndicatorResult,
} from '@nestjs/terminus';
import type { HealthState, HealthStatus } from './health-indicator';
import { HealthRegistry, type IndicatorReport } from './health-registry';

/** An answer to a probe: the HTTP status and the body. */
export interface HealthAnswer {
  readonly status: 200 | 503;
  readonly body: Readonly<Record<string, unknown>>;
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

  /** Alive because it answers: looks at no dependency. */
  live(): HealthAnswer {
    return { status: 200, body: { status: 'ok' } };
  }

  /** Whether requests may be sent here: no critical indicator is down and no shutdown has begun. */
  async ready(): Promise<HealthAnswer> {
    const reports = this.registry.reports();
    try {
      await this.terminus.check(reports.map((report) => () => this.#toTerminus(report)));
      return { status: 200, body: { status: 'ok' } };
    } catch (error) {
      if (!(error instanceof ServiceUnavailableException)) throw error;
      return { status: 503, body: { status: 'error', failed: namesOfFatal(reports) } };
    }
  }

  /** Whether the start is over: every indicator has had a first result. What it says is readiness's matter. */
  startup(): HealthAnswer {
    return this.registry.settled
      ? { status: 200, body: { status: 'ok' } }
      : { status: 503, body: { status: 'starting' } };
  }

  /** Terminus fails a check for any indicator that is down; one that is not critical only degrades it. */
  #toTerminus({ indicator, state }: IndicatorReport): HealthIndicatorResult {
    const session = this.indicators.check(indicator.name);
    if (state.status === 'up') return session.up();
    return isFatal({ indicator, state }) ? session.down() : session.degraded();
  }
}

function isFatal({ indicator, state }: IndicatorReport): boolean {
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
