import { once } from 'node:events';
import { request, type IncomingMessage, type Server } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { ManagementPort } from '../../apps/api/src/http/management-port';
import { startTestApp, type TestApp } from '../support/app';
import { eventually } from '../support/eventually';

const HOST = '127.0.0.1';
/** Fewer than the system lets wait for a port at a time (511). */
const BURST = 400;
const TURN_MS = 2;
const ARRIVAL = { headersMs: 1_000, requestMs: 2_000, checkEveryMs: 50 };

describe('the management port', () => {
  let test: TestApp;
  let main: Server;
  let mainPort: number;
  let port: number;

  beforeAll(async () => {
    test = await startTestApp();
    await test.app.listen(0, HOST);
    main = test.app.getHttpServer();
    mainPort = (main.address() as AddressInfo).port;
    const instance = test.app.getHttpAdapter().getInstance();
    port = await test.app
      .get(ManagementPort)
      .listen(instance, { host: HOST, port: 0, arrival: ARRIVAL });
  });

  afterAll(async () => {
    await test.app.get(ManagementPort).close();
    await test.close();
  });

  const get = (path: string, at = port, init?: RequestInit) =>
    fetch(`http://${HOST}:${String(at)}${path}`, init);

  it.each(['/health', '/health/startup', '/health/live', '/health/ready?verbose', '/metrics'])(
    'answers %s, as the main port does',
    async (path) => {
      // A busy machine may be late for one check of what the service needs.
      await eventually(async () => {
        const [here, there] = await Promise.all([get(path), get(path, mainPort)]);
        const type = there.headers.get('content-type');
        expect([here.status, here.headers.get('content-type')]).toEqual([200, type]);
      });
    },
  );

  it.each(['/api/users', '/admin/db/pool', '/metrics/cache', '/docs', '/nothing', '//health'])(
    'hides %s',
    async (path) => {
      const answer = await get(path);
      expect(answer.headers.get('content-type')).toContain('application/problem+json');
      expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
      expect(await answer.json()).toMatchObject({ status: 404, code: 'NOT_FOUND', instance: path });
    },
  );

  it('hides what memory has the answer of, and changes nothing', async () => {
    const user = { id: 'ada', email: 'ada@example.com', display_name: 'Ada' };
    const body = JSON.stringify(user);
    const create = { method: 'POST', headers: { 'content-type': 'application/json' }, body };
    expect((await get('/api/users', port, create)).status).toBe(404);
    expect((await get('/api/users/ada', mainPort)).status).toBe(404);
    expect((await get('/api/users', mainPort, create)).status).toBe(201);
    for (let time = 0; time < 2; time += 1) await (await get('/api/users/ada', mainPort)).text();
    expect((await get('/api/users/ada')).status).toBe(404);
  });

  it.each([
    ['nothing at all', '', 408],
    ['headers that do not end', 'GET /health HTTP/1.1\r\nHost: x\r\n', 408],
    ['huge headers', `GET /health HTTP/1.1\r\nX-Big: ${'x'.repeat(20_000)}\r\n\r\n`, 431],
    ['no HTTP', 'EHLO x\r\n\r\n', 400],
  ])('cuts off who sends %s', async (_what, bytes, status) => {
    const socket = connect(port, HOST).setEncoding('latin1');
    let answer = '';
    socket.on('data', (text: string) => (answer += text)).write(bytes);
    await once(socket, 'close');
    expect(answer).toContain(`HTTP/1.1 ${String(status)} `);
    expect(answer).toContain('application/problem+json');
  });

  describe('while new connections come to the main port at once', () => {
    let accepted = 0;
    let burst: Socket[];
    let busy: NodeJS.Timeout;
    const count = () => (accepted += 1);

    beforeEach(() => {
      accepted = 0;
      main.on('connection', count);
      busy = setInterval(work);
      burst = Array.from({ length: BURST }, () => connect(mainPort, HOST));
    });

    afterEach(() => {
      clearInterval(busy);
      main.off('connection', count);
      for (const socket of burst) socket.destroy();
    });

    /** On a connection of its own, as a kubelet's is. */
    async function probe(at: number): Promise<number | undefined> {
      const asked = request({ host: HOST, port: at, path: '/health/live', agent: false }).end();
      const [answer] = (await once(asked, 'response')) as [IncomingMessage];
      answer.resume();
      return answer.statusCode;
    }

    it('answers a probe that comes after them before they are all taken', async () => {
      expect(await probe(port)).toBe(200);
      expect(accepted).toBeLessThan(BURST / 2);
    });

    it('is needed: on the main port a probe waits behind them', async () => {
      expect(await probe(mainPort)).toBe(200);
      expect(accepted).toBeGreaterThan(0.9 * BURST);
    });
  });
});

/** A turn of the event loop in which much is done. */
function work(): void {
  for (const end = performance.now() + TURN_MS; performance.now() < end;);
}
