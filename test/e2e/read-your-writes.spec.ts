import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bearer, PATIENT_SETTINGS, TEST_JWT_SECRET } from '../support/app';
import { eventually } from '../support/eventually';
import { buildService } from '../support/build-service';
import { startPostgresCluster, type PostgresCluster } from '../support/postgres-cluster';
import { ServiceProcess } from '../support/service-process';
import { testRedisUrl } from '../support/test-redis';

const HEADER = 'consistency-token';
const ATTEMPTS = 100;

/** What a caller got. */
interface Answer {
  readonly status: number;
  readonly token: string | undefined;
  readonly body: unknown;
}

describe('a service of two processes whose replicas lag', () => {
  let cluster: PostgresCluster;
  let directory: string;
  let services: ServiceProcess[];
  let writing: string;
  let reading: string;
  let users = 0;

  beforeAll(async () => {
    await buildService();
    cluster = await startPostgresCluster();
    directory = await mkdtemp(join(tmpdir(), 'strata-consistency-'));
    const environment = {
      ...PATIENT_SETTINGS,
      NODE_ENV: 'test',
      PORT: '0',
      DATABASE_URL: cluster.primary.url,
      DATABASE_READ_URLS: cluster.replicas.map(({ url }) => url).join(','),
      // The replicas stand still for the whole test.
      DB_REPLICA_MAX_LAG_MS: '0',
      REDIS_URL: await testRedisUrl(),
      AUTH_JWT_SECRET: TEST_JWT_SECRET,
      AUTH_REQUIRED: 'true',
    };
    services = [new ServiceProcess(environment, directory)];
    writing = await services[0]!.url();
    services.push(new ServiceProcess(environment, directory));
    reading = await services[1]!.url();
    for (const url of [writing, reading]) await usesRedis(url);
    await cluster.primary.sql(
      `INSERT INTO auth.users (id, email, display_name) VALUES ('planted', 'p@example.com', 'old')`,
    );
    await cluster.caughtUp();
    for (const replica of cluster.replicas) await replica.pauseReplay();
  });

  afterAll(async () => {
    for (const service of services) service.kill('SIGKILL');
    for (const service of services) await service.ended();
    await cluster.stop();
    await rm(directory, { recursive: true, force: true });
  });

  const usesRedis = (url: string): Promise<void> =>
    eventually(async () => {
      const health: unknown = await (await fetch(`${url}/health`)).json();
      expect(health).toMatchObject({ redis: 'healthy' });
    });

  const call = async (
    caller: string,
    url: string,
    { token, ...init }: RequestInit & { token?: string } = {},
  ): Promise<Answer> => {
    const response = await fetch(url, {
      ...init,
      headers: {
        ...(await bearer(caller, 'admin')),
        ...(init.body !== undefined && { 'content-type': 'application/json' }),
        ...(token !== undefined && { [HEADER]: token }),
      },
    });
    const body: unknown = await response.json();
    return { status: response.status, token: response.headers.get(HEADER) ?? undefined, body };
  };

  const create = async (caller: string): Promise<Answer & { id: string }> => {
    users += 1;
    const id = `user-${users}`;
    const user = { id, email: `${id}@example.com`, display_name: id };
    const body = JSON.stringify(user);
    const answer = await call(caller, `${writing}/api/users`, { method: 'POST', body });
    expect(answer.status).toBe(201);
    return { ...answer, id };
  };

  const newest = async (caller: string, token?: string): Promise<Answer & { shown: string }> => {
    const answer = await call(caller, `${reading}/api/users?limit=1`, { token });
    expect(answer.status).toBe(200);
    return { ...answer, shown: JSON.stringify(answer.body) };
  };

  it('shows a caller that sends its token what it wrote, and others what replicas have', async () => {
    let stale = 0;
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      const { id, token } = await create(`writer-${attempt}`);
      expect(token).toBeDefined();
      if (!(await newest('token-holder', token)).shown.includes(`"${id}"`)) stale += 1;
      // The primary answers while a busy machine keeps both replicas from telling how they are.
      await eventually(async () =>
        expect((await newest('somebody-else')).shown).not.toContain(`"${id}"`),
      );
    }
    expect(stale).toBe(0);
  });

  it('shows a caller without a token what it wrote a moment ago by way of the other process', async () => {
    let stale = 0;
    for (let attempt = 0; attempt < ATTEMPTS / 5; attempt += 1) {
      const { id } = await create('writer');
      if (!(await newest('writer')).shown.includes(`"${id}"`)) stale += 1;
    }
    expect(stale).toBe(0);
  });

  it('never shows a caller that sends its tokens less than before', async () => {
    const first = await create('first-writer');
    const shown = await newest('reader', first.token);
    expect(shown.token).toBeDefined();
    const second = await create('second-writer');
    const fresh = await newest('reader', second.token);
    expect(fresh.shown).toContain(`"${second.id}"`);
    expect((await newest('reader', fresh.token)).shown).toContain(`"${second.id}"`);
  });

  it('shows everybody a user whom no replica has yet', async () => {
    const { id } = await create('writer');
    for (const service of [reading, writing]) {
      const answer = await call('somebody-else', `${service}/api/users/${id}`);
      expect(answer.status).toBe(200);
    }
  });

  it('shows everybody a change from its invalidation on, whatever the replicas have', async () => {
    const profile = '/api/users/planted';
    const named = (name: string) => expect.objectContaining({ display_name: name }) as unknown;
    for (let attempt = 0; attempt < 10; attempt += 1) {
      const name = `name ${attempt}`;
      const body = JSON.stringify({ display_name: name });
      await call('writer', `${writing}${profile}`, { method: 'PATCH', body });
      expect((await call('somebody-else', `${writing}${profile}`)).body).toEqual(named(name));
      await eventually(async () =>
        expect((await call('somebody-else', `${reading}${profile}`)).body).toEqual(named(name)),
      );
    }
  });

  it('shows the newest state for a token that another key has signed', async () => {
    const { id, token } = await create('writer');
    const [version, payload] = String(token).split('.');
    const forged = `${version}.${payload}.${'A'.repeat(22)}`;
    expect((await newest('reader', forged)).shown).toContain(`"${id}"`);
  });

  it.each(['nonsense', '1.x', `1.${'x'.repeat(600)}.${'A'.repeat(22)}`])(
    'refuses %p, and says which header to repair',
    async (token) => {
      const answer = await call('reader', `${reading}/api/users`, { token });
      expect(answer.status).toBe(400);
      expect(answer.body).toMatchObject({ code: 'INVALID_CONSISTENCY_TOKEN' });
      expect(JSON.stringify(answer.body)).toContain('Consistency-Token');
    },
  );

  it('shows fresh data to a caller that asks for them', async () => {
    const { id } = await create('writer');
    const response = await fetch(`${reading}/api/users?limit=1`, {
      headers: { ...(await bearer('reader', 'admin')), 'cache-control': 'no-cache' },
    });
    expect(await response.text()).toContain(`"${id}"`);
  });

  it('documents the header', async () => {
    const response = await fetch(`${reading}/openapi.json`);
    const document = (await response.json()) as {
      paths: Record<
        string,
        Record<string, { parameters: unknown[]; responses: Record<string, object> }>
      >;
    };
    const list = document.paths['/api/users']?.get;
    expect(list?.parameters).toContainEqual(
      expect.objectContaining({ name: 'Consistency-Token', in: 'header', required: false }),
    );
    const create = document.paths['/api/users']?.post;
    expect(create?.responses['201']).toHaveProperty(['headers', 'Consistency-Token']);
  });
});
