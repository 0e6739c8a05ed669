import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from 'redis';
import { PATIENT_SETTINGS } from '../support/app';
import { buildService } from '../support/build-service';
import { eventually } from '../support/eventually';
import { ServiceProcess } from '../support/service-process';
import { createTestDatabase, type TestDatabase } from '../support/test-database';
import { testRedisUrl } from '../support/test-redis';
import { TraceCollector, type CollectedSpan } from '../support/trace-collector';

const TRACE_ID = '0af7651916cd43dd8448eb211c80319c';
const PARENT_ID = 'b7ad6b7169203331';
const TRACED = { traceparent: `00-${TRACE_ID}-${PARENT_ID}-01` };
const SERVER = 2;
const CLIENT = 3;
const ERROR = 2;
/** Prints what has been loaded when the process ends. */
const LIST_MODULES = `process.on('exit', () => {
  const names = Object.keys(require.cache).map((path) => path.split('node_modules/').at(-1));
  require('node:fs').writeSync(1, 'LOADED ' + JSON.stringify(names) + '\\n');
});`;

describe('tracing', () => {
  let directory: string;
  let database: TestDatabase;
  const services: ServiceProcess[] = [];
  const collectors: TraceCollector[] = [];
  const clients: { destroy: () => void }[] = [];

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'strata-tracing-'));
    await writeFile(join(directory, 'list-modules.js'), LIST_MODULES);
    database = await createTestDatabase();
    await buildService();
  });

  afterEach(async () => {
    for (const service of services.splice(0)) {
      service.kill('SIGKILL');
      await service.ended();
    }
    for (const collector of collectors.splice(0)) await collector.close();
    for (const client of clients.splice(0)) client.destroy();
  });

  afterAll(async () => {
    await database.drop();
    await rm(directory, { recursive: true, force: true });
  });

  async function collect(options?: { answers: boolean }): Promise<TraceCollector> {
    const collector = await TraceCollector.start(options);
    collectors.push(collector);
    return collector;
  }

  async function start(environment: Record<string, string>) {
    const own = { PORT: '0', DATABASE_URL: database.url, LOG_PRETTY: 'false' };
    const settings = { ...PATIENT_SETTINGS, ...own };
    const preload = { NODE_OPTIONS: `--require=${join(directory, 'list-modules.js')}` };
    const service = new ServiceProcess({ ...settings, ...preload, ...environment }, directory);
    services.push(service);
    const url = await service.url();
    if (environment.REDIS_URL !== undefined) await usesRedis(url);
    return { service, url };
  }

  async function usesRedis(url: string): Promise<void> {
    await eventually(async () => {
      const health: unknown = await (await fetch(`${url}/health`)).json();
      expect(health).toMatchObject({ redis: 'healthy' });
    });
  }

  async function openRedis(url: string) {
    const client = await createClient({ url }).connect();
    clients.push(client);
    return client;
  }

  async function createUser(url: string, id: string): Promise<number> {
    const body = JSON.stringify({ id, email: `${id}@example.com`, display_name: id });
    const headers = { ...TRACED, 'content-type': 'application/json' };
    return (await fetch(`${url}/api/users`, { method: 'POST', headers, body })).status;
  }

  function loadedBy(service: ServiceProcess): string[] {
    const list = /LOADED (.*)/.exec(service.output)?.[1] ?? '[]';
    return (JSON.parse(list) as string[]).filter((name) =>
      /^@(opentelemetry|fastify\/otel)/.test(name),
    );
  }

  it('shows each request under its route, in the trace of its caller, with its statements below', async () => {
    const collector = await collect();
    // Nothing is sent before the process ends.
    const later = { OTEL_SERVICE_NAME: 'shop', OTEL_BSP_SCHEDULE_DELAY: '3600000' };
    const { service, url } = await start({ OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, ...later });
    expect(await createUser(url, 'traced')).toBe(201);
    const read = await fetch(`${url}/api/users/traced?secret=hunter2`, { headers: TRACED });
    const id = String(read.headers.get('x-request-id'));
    await fetch(`${url}/api/users/traced`, { headers: TRACED });
    expect(await createUser(url, 'traced')).toBe(409);
    service.kill('SIGTERM');
    expect(await service.ended()).toBe(0);

    const servers = collector.spans.filter(({ kind }) => kind === SERVER);
    const [write, missed, hit, refused] = servers;
    if (!write || !missed || !hit || !refused) throw new Error(collector.received);
    expect(servers.map(({ name }) => name)).toEqual([
      'POST /api/users',
      'GET /api/users/:id',
      'GET /api/users/:id',
      'POST /api/users',
    ]);
    expect(missed).toMatchObject({ traceId: TRACE_ID, parentSpanId: PARENT_ID, service: 'shop' });
    expect(missed.attributes).toMatchObject({
      'http.request.method': 'GET',
      'http.route': '/api/users/:id',
      'url.path': '/api/users/traced',
      'url.scheme': 'http',
    });
    const below = (span: CollectedSpan) => collector.below(span);
    for (const request of [write, missed]) {
      expect(below(request).length).toBeGreaterThan(0);
      expect(below(request).every(({ kind }) => kind === CLIENT)).toBe(true);
      expect(below(request)[0]?.attributes['db.system.name']).toBe('postgresql');
    }
    expect(below(hit)).toEqual([]);
    // PostgreSQL's message may quote values.
    const failed = below(refused).filter(({ status }) => status.code === ERROR);
    expect(failed.map(({ status }) => status.message)).toEqual([undefined]);
    expect(collector.received).not.toMatch(/hunter2|traced@example\.com/);
    const line = service.output.split('\n').find((text) => text.includes(`"request_id":"${id}"`));
    expect(line).toContain(`"trace_id":"${TRACE_ID}","span_id":"${missed.spanId}"`);
    expect(loadedBy(service).some((name) => name.startsWith('@opentelemetry/sdk'))).toBe(true);
  });

  it('shows the commands that a request sends to Redis, without keys and values, and what the cache did', async () => {
    const collector = await collect();
    const REDIS_URL = await testRedisUrl();
    const environment = { REDIS_URL, OTEL_EXPORTER_OTLP_ENDPOINT: collector.url };
    const { service, url } = await start(environment);
    expect(await createUser(url, 'cached')).toBe(201);
    for (const _ of ['from Redis', 'from memory']) {
      expect((await fetch(`${url}/api/users/cached`)).status).toBe(200);
    }
    const redis = await openRedis(REDIS_URL);
    const stored = await eventually(async () => {
      const keys = await redis.keys('*');
      expect(keys.join()).toContain('cached');
      return keys;
    });
    service.kill('SIGTERM');
    expect(await service.ended()).toBe(0);

    const servers = collector.spans.filter(({ kind }) => kind === SERVER);
    const [, missed, hit] = servers.filter(({ name }) => name.includes('/api/users'));
    if (!missed || !hit) throw new Error(collector.received);
    const commands = collector
      .below(missed)
      .filter(({ attributes }) => attributes['db.system.name'] === 'redis');
    const names = commands.map(({ attributes }) => attributes['db.operation.name']);
    expect(names).toEqual(expect.arrayContaining(['MGET', 'SET']));
    expect(commands.map(({ attributes }) => attributes['db.query.text'])).toEqual(names);
    const outcomes = [missed, hit].map(({ attributes }) =>
      JSON.stringify(attributes['http.response.header.cache-status']),
    );
    expect(outcomes).toEqual([
      expect.stringMatching(/"strata; fwd=miss; stored; ttl=\d+"/),
      expect.stringMatching(/"strata; hit; ttl=\d+; detail=memory"/),
    ]);
    // Connecting, following the log and its heartbeats belong to no request.
    const requests = new Set<unknown>(servers.map(({ spanId }) => spanId));
    const others = collector.spans.filter(({ kind }) => kind !== SERVER);
    expect(others.filter(({ parentSpanId }) => !requests.has(parentSpanId))).toEqual([]);
    for (const key of stored) expect(collector.received).not.toContain(key);
    expect(collector.received).not.toContain('cached@example.com');
  });

  it('shows what Redis refuses by its code, without its message', async () => {
    const collector = await collect();
    const REDIS_URL = await testRedisUrl();
    const environment = { REDIS_URL, OTEL_EXPORTER_OTLP_ENDPOINT: collector.url };
    const { service, url } = await start(environment);
    const read = async () => (await fetch(`${url}/api/users/nobody`)).status;
    expect(await read()).toBe(404);
    const redis = await openRedis(REDIS_URL);
    const counters = await redis.keys('*/counts:*');
    expect(counters).not.toEqual([]);
    for (const key of counters) await redis.multi().del(key).lPush(key, 'no number').exec();
    expect(await read()).toBe(404);
    service.kill('SIGTERM');
    expect(await service.ended()).toBe(0);

    const refused = collector.spans.filter(({ status }) => status.code === ERROR);
    expect(refused).toMatchObject([
      { kind: CLIENT, attributes: { 'db.response.status_code': 'WRONGTYPE' } },
    ]);
    expect(collector.received).not.toMatch(/wrong kind of value|user_script|node_modules/);
  });

  it('loads nothing where nothing asks for it', async () => {
    const { service, url } = await start({ OTEL_SERVICE_NAME: 'shop' });
    expect((await fetch(`${url}/api/users/nobody`)).status).toBe(404);
    service.kill('SIGTERM');
    expect(await service.ended()).toBe(0);
    expect(service.output).toContain('LOADED');
    // prom-client loads the interface, whose functions do nothing, for its exemplars.
    const loaded = loadedBy(service).filter((name) => !name.startsWith('@opentelemetry/api/'));
    expect(loaded).toEqual([]);
  });

  it('fails no request when the collector refuses, and says in the log that spans are lost', async () => {
    const { service, url } = await start({
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1',
      OTEL_EXPORTER_OTLP_TIMEOUT: '500',
      OTEL_BSP_SCHEDULE_DELAY: '50',
    });
    for (let i = 0; i < 10; i++) {
      expect((await fetch(`${url}/api/users/nobody`)).status).toBe(404);
    }
    await eventually(() => expect(service.output).toContain('"msg":"spans_lost"'));
    service.kill('SIGTERM');
    expect(await service.ended()).toBe(0);
    expect(service.output).not.toContain('ECONNREFUSED 127');
  });

  it('does not hold up the end of the process when the collector hangs', async () => {
    const collector = await collect({ answers: false });
    const { service, url } = await start({
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
      // Nothing but our own limit would end the wait.
      OTEL_EXPORTER_OTLP_TIMEOUT: '3600000',
      OTEL_BSP_EXPORT_TIMEOUT: '3600000',
      OTEL_BSP_SCHEDULE_DELAY: '50',
    });
    expect((await fetch(`${url}/api/users/nobody`)).status).toBe(404);
    await eventually(() => expect(collector.spans).not.toEqual([]));
    expect((await fetch(`${url}/api/users/nobody`)).status).toBe(404);
    service.kill('SIGTERM');
    expect(await service.ended()).toBe(0);
  });
});
