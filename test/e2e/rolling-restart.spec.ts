import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { request, type IncomingMessage, type RequestOptions } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { PATIENT_SETTINGS } from '../support/app';
import { buildService } from '../support/build-service';
import { withClient } from '../support/database-url';
import { eventually } from '../support/eventually';
import { Nginx } from '../support/nginx';
import { ownPort } from '../support/own-port';
import { RedisServer } from '../support/redis/redis-server';
import { ServiceProcess } from '../support/service-process';
import { createTestDatabase, type TestDatabase } from '../support/test-database';

const CALLERS = 12;
const JSON_TYPE = { 'content-type': 'application/json' };

/** Reads and writes through the proxy without a pause, and remembers every answer. */
class Load {
  readonly failures: string[] = [];
  readonly acknowledged: string[] = [];
  reads = 0;
  readonly #url: string;
  #running = true;
  readonly #callers: Promise<void>[];

  constructor(url: string) {
    this.#url = url;
    this.#callers = Array.from({ length: CALLERS }, (_, caller) => this.#call(caller));
  }

  async stop(): Promise<void> {
    this.#running = false;
    await Promise.all(this.#callers);
  }

  async #call(caller: number): Promise<void> {
    for (let turn = 0; this.#running; turn += 1) {
      await (turn % 2 === 0 ? this.#read() : this.#write(`${String(caller)}-${String(turn)}`));
    }
  }

  async #read(): Promise<void> {
    this.reads += 1;
    await this.#request('/api/users/ada', {});
  }

  async #write(key: string): Promise<void> {
    const headers = { ...JSON_TYPE, 'idempotency-key': key };
    const body = JSON.stringify({ kind: 'text', content: `Request ${key} of a busy day.` });
    const answer = await this.#request('/api/analysis', { method: 'POST', headers }, body);
    if (answer) this.acknowledged.push((JSON.parse(answer) as { id: string }).id);
  }

  async #request(
    path: string,
    options: RequestOptions,
    body?: string,
  ): Promise<string | undefined> {
    try {
      const { status, text: answer } = await exchange(this.#url + path, options, body);
      if (status === 200 || status === 201) return answer;
      this.failures.push(`${path} ${String(status)} ${answer.slice(0, 200)}`);
    } catch (error) {
      this.failures.push(`${path} ${String(error)}`);
    }
    return undefined;
  }
}

/** On a connection of its own: when nginx reloads, it closes those that are idle at that moment. */
async function exchange(url: string, options: RequestOptions, body?: string) {
  const outgoing = request(url, { ...options, agent: false });
  outgoing.end(body);
  const [incoming] = (await once(outgoing, 'response')) as [IncomingMessage];
  return { status: incoming.statusCode, text: await text(incoming) };
}

describe('a rolling restart behind a proxy that follows readiness', () => {
  let directory = '';
  let database: TestDatabase;
  let redis: RedisServer;
  let ports: number[] = [];
  let nginx: Nginx;
  const services = new Map<number, ServiceProcess>();

  beforeAll(async () => {
    await buildService();
    directory = await mkdtemp(join(tmpdir(), 'strata-rolling-'));
    [database, redis] = await Promise.all([createTestDatabase(), RedisServer.start()]);
    ports = [await ownPort(), await ownPort()];
    await Promise.all(ports.map(startOn));
    nginx = await Nginx.start(ports);
  });

  afterAll(async () => {
    await nginx.stop();
    for (const service of services.values()) {
      service.kill('SIGKILL');
      await service.ended();
    }
    await redis.stop();
    await database.drop();
    await rm(directory, { recursive: true, force: true });
  });

  async function startOn(port: number): Promise<void> {
    const environment = {
      ...PATIENT_SETTINGS,
      PORT: String(port),
      DATABASE_URL: database.url,
      REDIS_URL: redis.url,
      SHUTDOWN_DRAIN_SECONDS: '2',
    };
    const service = new ServiceProcess(environment, directory);
    services.set(port, service);
    await service.url();
    await eventually(async () => expect(await isReady(port)).toBe(true));
  }

  /** False as well once nobody listens any more. */
  const isReady = (port: number): Promise<boolean> =>
    fetch(`http://127.0.0.1:${String(port)}/health/ready`).then(
      ({ ok }) => ok,
      () => false,
    );

  /** What an orchestrator does: routes away from what is not ready, and back to it. */
  async function restart(port: number): Promise<void> {
    const service = services.get(port);
    service?.kill('SIGTERM');
    await eventually(async () => expect(await isReady(port)).toBe(false));
    await nginx.route(ports.filter((other) => other !== port));
    expect(await service?.ended()).toBe(0);
    await startOn(port);
    await nginx.route(ports);
  }

  it('fails no read and no repeatable write, and loses and doubles none', async () => {
    const body = JSON.stringify({ id: 'ada', email: 'ada@example.com', display_name: 'Ada' });
    const created = await fetch(`${nginx.url}/api/users`, {
      method: 'POST',
      headers: JSON_TYPE,
      body,
    });
    expect(created.status).toBe(201);
    const load = new Load(nginx.url);
    for (const port of ports) await restart(port);
    await delay(500);
    await load.stop();
    expect(load.failures).toEqual([]);
    expect(load.reads).toBeGreaterThan(CALLERS);
    const stored = await withClient(database.url, (client) =>
      client.query<{ id: string }>('SELECT id FROM production.analysis_sessions ORDER BY id'),
    );
    expect(stored.rows.map(({ id }) => id)).toEqual([...load.acknowledged].sort());
  });
});
