import { setTimeout as delay } from 'node:timers/promises';
import { Client } from 'pg';
import { loadDemoData } from '../../apps/api/src/demo-data';
import { RequestsInFlight } from '../../apps/api/src/http/requests-in-flight';
import { startTestApp, type TestApp } from '../support/app';
import { eventually } from '../support/eventually';

const USER = '/api/users/5971333382399';
/** Many more than are served at a time. */
const REQUESTS = 200;
const FRESH = { url: USER, headers: { 'cache-control': 'no-cache' } };

describe('the service, with more to do than it can', () => {
  let test: TestApp;
  let locker: Client;

  beforeAll(async () => {
    test = await startTestApp({ LOAD_SHED_AFTER_MS: '200' });
    await loadDemoData(test.app);
    locker = new Client({ connectionString: test.database.url });
    await locker.connect();
  });

  afterAll(async () => {
    await locker.end();
    await test.close();
  });

  it('refuses what would come too late, serves what memory has and probes, and recovers', async () => {
    await test.app.inject(USER);
    await locker.query('BEGIN; LOCK TABLE auth.users IN ACCESS EXCLUSIVE MODE');
    const answers = Array.from({ length: REQUESTS }, () => test.app.inject(FRESH));
    const refused = await firstRefusal(answers);
    expect(refused.headers).toMatchObject({ 'retry-after': '1', 'cache-control': 'no-store' });
    expect(refused.headers['content-type']).toContain('application/problem+json');
    expect(refused.json()).toMatchObject({ code: 'OVERLOADED', status: 503, instance: USER });
    expect((await test.app.inject(USER)).statusCode).toBe(200);
    for (const url of ['/health/live', '/health/ready', '/health', '/admin/db/pool'])
      await eventually(async () => {
        const { statusCode } = await test.app.inject(url);
        expect([url, statusCode]).toEqual([url, 200]);
      });
    expect(await metric('load_shed_requests_total')).toBeGreaterThan(0);
    expect(await metric('load_running_requests')).toBeLessThan(REQUESTS / 2);

    await locker.query('ROLLBACK');
    const statuses = (await Promise.all(answers)).map(({ statusCode }) => statusCode);
    expect(new Set(statuses)).toEqual(new Set([200, 503]));
    await eventually(async () => expect((await test.app.inject(FRESH)).statusCode).toBe(200));
    await eventually(nothingToDo);
    expect(test.log.filter(({ msg }) => msg === 'request_failed')).toEqual([]);
  });

  it('does not keep what waits for a client that has gone', async () => {
    await test.app.listen(0, '127.0.0.1');
    await locker.query('BEGIN; LOCK TABLE auth.users IN ACCESS EXCLUSIVE MODE');
    const gone = new AbortController();
    const url = (await test.app.getUrl()) + USER;
    const { signal } = gone;
    const asked = Array.from({ length: REQUESTS }, () =>
      fetch(url, { headers: FRESH.headers, signal }).catch(() => undefined),
    );
    await eventually(async () => expect(await metric('load_waiting_requests')).toBeGreaterThan(0));
    gone.abort();
    await Promise.all(asked);
    await eventually(() => expect(test.app.get(RequestsInFlight).routes()).toEqual([]));
    await locker.query('ROLLBACK');
    await eventually(nothingToDo);
  });

  async function nothingToDo(): Promise<void> {
    for (const name of ['load_waiting_requests', 'load_running_requests'])
      expect([name, await metric(name)]).toEqual([name, 0]);
  }

  async function firstRefusal(answers: ReturnType<TestApp['app']['inject']>[]) {
    const never = delay(120_000, undefined, { ref: false }).then(() => {
      throw new Error('nobody was refused');
    });
    const refusals = answers.map(async (answer) => {
      const settled = await answer;
      return settled.statusCode === 503 ? settled : never;
    });
    return Promise.race(refusals);
  }

  async function metric(name: string): Promise<number> {
    const { body } = await test.app.inject('/metrics');
    const line = body.split('\n').find((each) => each.startsWith(`${name} `));
    return Number(line?.split(' ').at(-1));
  }
});
