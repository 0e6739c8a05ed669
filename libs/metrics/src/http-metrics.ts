import { Injectable } from '@nestjs/common';
import { HTTP_DURATION_BUCKETS } from './duration-buckets';
import type { Histogram } from './histogram';
import type { HistogramSeries } from './histogram-series';
import { MetricsRegistry } from './metrics-registry';

/** Route label of requests that no route matched. */
const UNMATCHED_ROUTE = '_UNMATCHED';

/** Method label of every method outside the known ones (OpenTelemetry, `http.request.method`). */
const OTHER_METHOD = '_OTHER';

const KNOWN_METHODS: ReadonlySet<string> = new Set(
  'CONNECT DELETE GET HEAD OPTIONS PATCH POST PUT QUERY TRACE'.split(' '),
);

/**
 * Series by route, method and status, or what stands for status and error: found by three look-ups, with no label
 * built or hashed unless there was an error.
 */
type SeriesByStatus = Map<number | string, HistogramSeries>;
type SeriesByMethod = Map<string, SeriesByStatus>;

/** What a request was answered. */
interface Answer {
  readonly route: string;
  readonly status: number;
  /** Empty where the status is none of an error. */
  readonly errorType: string;
}

/** Counts and times the requests that the application answers. */
@Injectable()
export class HttpMetrics {
  readonly #durations: Histogram;
  readonly #known = new Map<string, SeriesByMethod>();

  constructor(registry: MetricsRegistry) {
    this.#durations = registry.histogram({
      name: 'http_server_request_duration_seconds',
      help: 'Duration of HTTP server requests.',
      labelNames: ['http_request_method', 'http_route', 'http_response_status_code', 'error_type'],
      buckets: HTTP_DURATION_BUCKETS,
    });
  }

  /**
   * Notes an answered request.
   * @param route the route's template (`/users/:id`), never the URL; undefined when none matched
   * @param errorType one of few names of what a 5xx means; default: the status
   */
  observe(
    method: string,
    route: string | undefined,
    status: number,
    seconds: number,
    errorType?: string,
  ): void {
    const answer = {
      route: route ?? UNMATCHED_ROUTE,
      status,
      errorType: typeOf(status, errorType),
    };
    const knownMethod = KNOWN_METHODS.has(method) ? method : OTHER_METHOD;
    const series = this.#known.get(answer.route)?.get(knownMethod)?.get(keyOf(answer));
    (series ?? this.#resolve(knownMethod, answer)).observe(seconds);
  }

  /** Remembers the series unless it is the overflow, whose label sets have no bound. */
  #resolve(method: string, answer: Answer): HistogramSeries {
    const { route, status, errorType } = answer;
    const series = this.#durations.series(method, route, String(status), errorType);
    if (series.isOverflow) return series;
    const byMethod = this.#known.get(route) ?? new Map<string, SeriesByStatus>();
    const byStatus = byMethod.get(method) ?? new Map<number, HistogramSeries>();
    this.#known.set(route, byMethod.set(method, byStatus.set(keyOf(answer), series)));
    return series;
  }
}

function typeOf(status: number, errorType: string | undefined): string {
  return status < 500 ? '' : (errorType ?? String(status));
}

function keyOf({ status, errorType }: Answer): number | string {
  return errorType === '' ? status : `${String(status)} ${errorType}`;
}
