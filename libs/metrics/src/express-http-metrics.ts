import type { HttpMetrics } from './http-metrics';

interface RoutedRequest {
  readonly method: string;
  /** Set by Express when a route matched; its path is a template, a pattern, or a list of them. */
  readonly route?: { readonly path?: unknown };
}

interface FinishingResponse {
  readonly statusCode: number;
  once(event: 'finish', listener: () => void): unknown;
}

type Middleware = (request: RoutedRequest, response: FinishingResponse, next: () => void) => void;

/**
 * Records every request that an Express application answers, under its route's template:
 * `app.use(httpMetricsMiddleware(app.get(HttpMetrics)))`, before anything that answers. Requests whose client
 * went away before the answer was sent are not recorded.
 */
export function httpMetricsMiddleware(metrics: HttpMetrics): Middleware {
  return (request, response, next) => {
    const startedAtMs = performance.now();
    response.once('finish', () => {
      const seconds = (performance.now() - startedAtMs) / 1_000;
      metrics.observe(request.method, templateOf(request), response.statusCode, seconds);
    });
    next();
  };
}

function templateOf(request: RoutedRequest): string | undefined {
  const path = request.route?.path;
  return typeof path === 'string' ? path : undefined;
}
