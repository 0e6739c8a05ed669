import { setTimeout as pause } from 'node:timers/promises';
import type { Client } from 'pg';
import { PATIENT_SETTINGS } from '../support/app';
import { eventually } from '../support/eventually';
import type { ServiceProcess } from '../support/service-process';
import { useServiceStand } from '../support/service-stand';

const USER = { id: 'ada', email: 'ada@example.com', display_name: 'Ada' };

describe('a service that is told to end', () => {
  const stand = useServiceStand();
  let blocker: Client;
  let service: ServiceProcess;

  beforeEach(() => {
    blocker = stand().client;
  });

  function start(environment: Record<string, string> = {}): Promise<string> {
    service = stand().start({ ...PATIENT_SETTINGS, ...environment });
    return service.url();
  }

  /** A request that has reached the database and waits there until `blocker` lets it go on. */
  async function requestInTransaction(url: string): Promise<{ answer: Promise<Response> }> {
    await blocker.query('BEGIN; LOCK TABLE auth.users IN EXCLUSIVE MODE');
    const headers = { 'content-type': 'application/json' };
    const body = JSON.stringify(USER);
    const answer = fetch(`${url}/api/users`, { method: 'POST', headers, body });
    answer.catch(() => undefined);
    await eventually(async () => {
      const { rowCount } = await blocker.query(
        `SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()`,
      );
      expect(rowCount).toBe(1);
    });
    return { answer };
  }

  /** As the Ctrl-C of a terminal arrives at what npm has started; nothing that a busy process does comes between. */
  async function pressCtrlC(): Promise<void> {
    service.kill('SIGINT');
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
    service.kill('SIGINT');
    await eventually(() => expect(service.output).toContain('"stopping"'));
  }

  const isReady = async (url: string) => (await fetch(`${url}/health/ready`)).status === 200;

  it('fails readiness at once, and serves for the drain time on connections that it closes', async () => {
    const url = await start({ SHUTDOWN_DRAIN_SECONDS: '5' });
    await eventually(async () => expect(await isReady(url)).toBe(true));
    service.kill('SIGTERM');
    await eventually(async () => expect(await isReady(url)).toBe(false));
    const answer = await fetch(`${url}/api/users/nobody`);
    expect([answer.status, answer.headers.get('connection')]).toEqual([404, 'close']);
    expect(await service.ended()).toBe(0);
    await expect(fetch(url)).rejects.toThrow();
  });

  it('tells probes on the management port that it ends, until it has', async () => {
    const { answer } = await requestInTransaction(await start({ MANAGEMENT_PORT: '0' }));
    const [url, management] = [await service.url(), await service.managementUrl()];
    await eventually(async () => expect(await isReady(management)).toBe(true));
    service.kill('SIGTERM');
    // No connection of before: the port is closed to new ones.
    await eventually(() => expect(fetch(`${url}/health/live`)).rejects.toThrow());
    const probes = ['live', 'ready'].map((probe) => fetch(`${management}/health/${probe}`));
    expect((await Promise.all(probes)).map(({ status }) => status)).toEqual([200, 503]);
    await blocker.query('COMMIT');
    expect((await answer).status).toBe(201);
    expect(await service.ended()).toBe(0);
    await expect(fetch(management)).rejects.toThrow();
  });

  it('answers the request in flight, whose transaction commits, before it ends', async () => {
    const { answer } = await requestInTransaction(await start());
    service.kill('SIGTERM');
    await eventually(() => expect(service.output).toContain('"stopping"'));
    await blocker.query('COMMIT');
    expect((await answer).status).toBe(201);
    expect(await service.ended()).toBe(0);
    expect((await blocker.query('SELECT id FROM auth.users')).rows).toEqual([{ id: USER.id }]);
  });

  it('gives up at its time limit, with code 1 and the request it abandons named', async () => {
    await requestInTransaction(await start({ SHUTDOWN_TIMEOUT_SECONDS: '1' }));
    service.kill('SIGTERM');
    expect(await service.ended()).toBe(1);
    expect(service.output).toContain('"reason":"timeout"');
    expect(service.output).toContain('"requests":["POST /api/users"]');
    expect(service.output).toContain('"connections":1');
  });

  it('gives up at a second signal', async () => {
    await requestInTransaction(await start());
    service.kill('SIGTERM');
    await eventually(() => expect(service.output).toContain('"stopping"'));
    service.kill('SIGINT');
    expect(await service.ended()).toBe(1);
    expect(service.output).toContain('"reason":"SIGINT"');
  });

  it('answers the request in flight when the same signal comes twice at once', async () => {
    const { answer } = await requestInTransaction(await start());
    await pressCtrlC();
    await blocker.query('COMMIT');
    expect((await answer).status).toBe(201);
    expect(await service.ended()).toBe(0);
  });

  it('gives up when the same signal comes once more later', async () => {
    await requestInTransaction(await start());
    await pressCtrlC();
    await pause(1_000);
    expect(service.output).not.toContain('shutdown_abandoned');
    service.kill('SIGINT');
    expect(await service.ended()).toBe(1);
    expect(service.output).toContain('"reason":"SIGINT"');
  });
});
