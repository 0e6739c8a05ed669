import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { buildService } from '../support/build-service';
import { ServiceProcess } from '../support/service-process';
import { eventually } from '../support/eventually';
import { createTestDatabase } from '../support/test-database';

const run = promisify(execFile);
const ROOT = resolve(__dirname, '../..');
const PRODUCTION = {
  NODE_ENV: 'production',
  AUTH_JWT_SECRET: 'a secret of more than thirty-two bytes',
};

describe('the service as a process', () => {
  let directory = '';
  const processes: ServiceProcess[] = [];
  const dataDirectories = new Set<string>();

  beforeAll(buildService);

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'strata-start-'));
  });

  afterEach(async () => {
    for (const service of processes.splice(0)) {
      service.kill('SIGKILL');
      await service.ended();
    }
    for (const path of [directory, ...dataDirectories])
      await rm(path, { recursive: true, force: true });
  });

  function start(environment: Record<string, string> = {}): ServiceProcess {
    const service = new ServiceProcess({ PORT: '0', ...environment }, directory);
    processes.push(service);
    return service;
  }

  async function startEmbedded(environment: Record<string, string> = {}) {
    const service = start(environment);
    const url = await service.url();
    const data = /Database files: (.+)/.exec(service.output)?.[1];
    if (data) dataDirectories.add(data);
    return { service, url, get: (path: string) => fetch(url + path) };
  }

  it('starts on nothing but Node, says what runs, and stops cleanly on SIGTERM', async () => {
    const { service, get } = await startEmbedded();
    await eventually(async () => expect((await get('/health')).status).toBe(200));
    await eventually(async () => expect((await get('/health/ready')).status).toBe(200));
    expect((await get('/api/mcp/customer/5971333382399')).status).toBe(200);
    for (const text of ['/docs', '/metrics', 'DATABASE_URL', 'REDIS_URL', 'within one process']) {
      expect(service.output).toContain(text);
    }
    service.kill('SIGTERM');
    expect(await service.ended()).toBe(0);
  });

  it('stops cleanly on SIGINT, and keeps its data', async () => {
    const first = await startEmbedded();
    await create(first.url, 'before-stop');
    first.service.kill('SIGINT');
    expect(await first.service.ended()).toBe(0);
    const second = await startEmbedded();
    expect((await second.get('/api/users/before-stop')).status).toBe(200);
  });

  it('loses no acknowledged row when it is killed, and starts again', async () => {
    const first = await startEmbedded();
    for (let i = 0; i < 20; i++) await create(first.url, `user-${String(i)}`);
    first.service.kill('SIGKILL');
    await first.service.ended();
    const second = await startEmbedded();
    for (let i = 0; i < 20; i++) {
      expect((await second.get(`/api/users/user-${String(i)}`)).status).toBe(200);
    }
    expect((await second.get('/api/mcp/customer/5971333382399')).status).toBe(200);
  });

  it.each(['PORT', 'MANAGEMENT_PORT'])(
    'says that its %s is in use, and leaves no server behind',
    async (setting) => {
      const blocker: Server = createServer();
      blocker.listen(0, '127.0.0.1');
      await once(blocker, 'listening');
      const { port } = blocker.address() as AddressInfo;
      try {
        const service = start({ [setting]: String(port) });
        expect(await service.ended()).toBe(1);
        expect(service.output).toContain(`${String(port)} is already in use`);
        expect(service.output).not.toContain('    at ');
      } finally {
        blocker.close();
      }
      const { service } = await startEmbedded();
      service.kill('SIGTERM');
      expect(await service.ended()).toBe(0);
    },
  );

  it('refuses production without its settings, naming every one that is missing', async () => {
    const service = start({ NODE_ENV: 'production' });
    expect(await service.ended()).toBe(1);
    expect(service.output).toContain('DATABASE_URL');
    expect(service.output).toContain('AUTH_JWT_SECRET');
  });

  it('never migrates in production, and is not ready while migrations are pending', async () => {
    const database = await createTestDatabase({ migrated: false });
    try {
      const service = start({ ...PRODUCTION, DATABASE_URL: database.url });
      const url = await service.url();
      expect((await fetch(`${url}/health/live`)).status).toBe(200);
      expect((await fetch(`${url}/health/ready`)).status).toBe(503);
      expect((await fetch(`${url}/api/users/x`)).status).toBe(401);
      await run(process.execPath, [join(ROOT, 'dist/apps/cli/src/migrate.js'), 'up'], {
        cwd: directory,
        env: { PATH: process.env.PATH, ...PRODUCTION, DATABASE_URL: database.url },
      });
      service.kill('SIGTERM');
      expect(await service.ended()).toBe(0);
      const migrated = start({ ...PRODUCTION, DATABASE_URL: database.url });
      const ready = `${await migrated.url()}/health/ready`;
      await eventually(async () => expect((await fetch(ready)).status).toBe(200));
      migrated.kill('SIGTERM');
      expect(await migrated.ended()).toBe(0);
    } finally {
      await database.drop();
    }
  });

  async function create(url: string, id: string): Promise<void> {
    const body = JSON.stringify({ id, email: `${id}@example.com`, display_name: id });
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(`${url}/api/users`, { method: 'POST', headers, body });
    expect(response.status).toBe(201);
  }
});
