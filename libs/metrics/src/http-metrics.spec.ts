import { EventEmitter } from 'node:events';
import { httpMetricsMiddleware } from './express-http-metrics';
import { HttpMetrics } from './http-metrics';
import { MetricsRegistry } from './metrics-registry';

function setUp(maxSeries?: number) {
  const registry = new MetricsRegistry({ maxSeries });
  const counts = async () =>
    (await registry.expose()).match(/(?<=^http_server_request_duration_seconds_count).*$/gm) ?? [];
  return { metrics: new HttpMetrics(registry), registry, counts };
}

describe('HTTP metrics', () => {
  it('tell method, route template and status', async () => {
    const { metrics, counts } = setUp();
    metrics.observe('GET', '/users/:id', 200, 0.004);
    metrics.observe('GET', '/users/:id', 200, 0.004);
    metrics.observe('GET', '/users/:id', 404, 0.004);
    expect(await counts()).toEqual([
      '{http_request_method="GET",http_route="/users/:id",http_response_status_code="200",error_type=""} 2',
      '{http_request_method="GET",http_route="/users/:id",http_response_status_code="404",error_type=""} 1',
    ]);
  });

  it('tell what a 5xx means, and only of those', async () => {
    const { metrics, counts } = setUp();
    for (const errorType of ['POOL_EXHAUSTED', undefined, 'SHUTTING_DOWN', 'POOL_EXHAUSTED']) {
      metrics.observe('GET', '/users/:id', 503, 0.004, errorType);
    }
    metrics.observe('GET', '/users/:id', 404, 0.004, 'USER_NOT_FOUND');
    const told = (await counts()).map((line) =>
      /status_code="(.*)",error_type="(.*)"\} (.*)/.exec(line),
    );
    expect(told.map((match) => match?.slice(1))).toEqual([
      ['503', 'POOL_EXHAUSTED', '2'],
      ['503', '503', '1'],
      ['503', 'SHUTTING_DOWN', '1'],
      ['404', '', '1'],
    ]);
  });

  it('have the buckets of the OpenTelemetry conventions', async () => {
    const { metrics, registry } = setUp();
    metrics.observe('GET', '/users/:id', 200, 0.004);
    const bounds = (await registry.expose()).match(/(?<=request_duration.*le=")[^"]+/g);
    expect(bounds?.join(' ')).toBe(
      '0.005 0.01 0.025 0.05 0.075 0.1 0.25 0.5 0.75 1 2.5 5 7.5 10 +Inf',
    );
  });

  it('put unmatched routes and unknown methods under one label value each', async () => {
    const { metrics, counts } = setUp();
    metrics.observe('GET', undefined, 404, 0.001);
    metrics.observe('PROPFIND', '/users/:id', 405, 0.001);
    metrics.observe('__proto__', '/users/:id', 405, 0.001);
    expect(await counts()).toEqual([
      '{http_request_method="GET",http_route="_UNMATCHED",http_response_status_code="404",error_type=""} 1',
      '{http_request_method="_OTHER",http_route="/users/:id",http_response_status_code="405",error_type=""} 2',
    ]);
  });

  it('stay within the limit although somebody passes URLs for routes', async () => {
    const { metrics, counts } = setUp(3);
    for (let url = 0; url < 10_000; url++)
      metrics.observe('GET', `/users/${String(url)}`, 200, 0.1);
    const series = await counts();
    expect(series).toHaveLength(4);
    expect(series.at(-1)).toMatch(/http_route="_OVERFLOW".* 9997$/);
  });
});

describe('the Express middleware', () => {
  it('records the template of the route when the response is finished', async () => {
    const { metrics, counts } = setUp();
    const response = Object.assign(new EventEmitter(), { statusCode: 200 });
    const request: { method: string; route?: { path: unknown } } = { method: 'GET' };
    let passedOn = false;
    httpMetricsMiddleware(metrics)(request, response, () => {
      passedOn = true;
      request.route = { path: '/users/:id' };
    });
    expect(passedOn).toBe(true);
    expect(await counts()).toEqual([]);
    response.emit('finish');
    expect(await counts()).toEqual([
      '{http_request_method="GET",http_route="/users/:id",http_response_status_code="200",error_type=""} 1',
    ]);
  });

  it('calls a route unmatched when it has no template', async () => {
    const { metrics, counts } = setUp();
    const response = Object.assign(new EventEmitter(), { statusCode: 404 });
    httpMetricsMiddleware(metrics)({ method: 'GET' }, response, () => undefined);
    response.emit('finish');
    expect((await counts())[0]).toContain('http_route="_UNMATCHED"');
  });
});
