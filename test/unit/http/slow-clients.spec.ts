import { once } from 'node:events';
import { connect, type AddressInfo, type Socket } from 'node:net';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { createThingsApp } from './things-app';

const POST = 'POST /things HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n';
const ARRIVAL = { headersMs: 300, requestMs: 600, checkEveryMs: 50 };

describe('a client that takes its time, or does not come to an end', () => {
  let app: NestFastifyApplication;
  let port: number;

  beforeAll(async () => {
    app = await createThingsApp({ tokenRequired: true, loopbackOnly: false, arrival: ARRIVAL });
    await app.listen(0, '127.0.0.1');
    ({ port } = app.getHttpServer().address() as AddressInfo);
  });

  afterAll(() => app.close());

  /** All that comes until the server closes the connection; `next` is written again and again meanwhile. */
  async function exchange(first: string, next?: string): Promise<string> {
    const socket = connect(port, '127.0.0.1');
    // A server that closes while it is written to resets the connection.
    socket.on('error', () => undefined);
    let answer = '';
    socket.setEncoding('latin1').on('data', (text: string) => (answer += text));
    socket.write(first);
    const writing = next === undefined ? undefined : setInterval(() => write(socket, next), 10);
    try {
      await once(socket, 'close');
    } finally {
      clearInterval(writing);
    }
    return answer;
  }

  function write(socket: Socket, text: string): void {
    if (socket.writable) socket.write(text);
  }

  function expectProblem(answer: string, status: number): void {
    expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${String(status)} `));
    expect(answer).toMatch(/content-type: application\/problem\+json/i);
    expect(answer).toContain(`"status":${String(status)}`);
  }

  it('is cut off when its headers come a letter at a time', async () => {
    expectProblem(await exchange('GET /things HTTP/1.1\r\nHost: x\r\nX-Slow: ', 'a'), 408);
  });

  it('is cut off when it sends nothing at all', async () => {
    expectProblem(await exchange(''), 408);
  });

  it('is cut off when its body stops half-way', async () => {
    expectProblem(await exchange(`${POST}Content-Length: 500\r\n\r\n{"email":`), 408);
  });

  it('is cut off when its body comes a letter at a time', async () => {
    expectProblem(await exchange(`${POST}Content-Length: 900\r\n\r\n{"email":"`, 'a'), 408);
  });

  it('is refused when its headers are huge', async () => {
    const answer = await exchange(`GET /things HTTP/1.1\r\nX-Big: ${'x'.repeat(20_000)}\r\n\r\n`);
    expectProblem(answer, 431);
  });

  it('is refused when its headers do not end', async () => {
    // So much at a time that a busy machine is through before the time for headers is over.
    const lines = `X-More: ${'x'.repeat(1_000)}\r\n`.repeat(20);
    expectProblem(await exchange(`GET /things HTTP/1.1\r\n${lines}`, lines), 431);
  });

  it('is refused before its body is read when that is announced as too large', async () => {
    const close = 'Connection: close\r\n';
    expectProblem(await exchange(`${POST}${close}Content-Length: 9000000000\r\n\r\n`), 413);
  });

  it('is refused, and cut off, when its body does not end', async () => {
    const chunks = `64\r\n${'x'.repeat(100)}\r\n`.repeat(20);
    const first = `${POST}Transfer-Encoding: chunked\r\n\r\n${chunks}`;
    expectProblem(await exchange(first, chunks), 413);
  });

  it('leaves the server to others', async () => {
    const slow = Array.from({ length: 50 }, () => exchange('GET /things HTTP/1.1\r\nHost: x\r\n'));
    const { status } = await fetch(`http://127.0.0.1:${String(port)}/things`);
    expect(status).toBe(200);
    for (const answer of await Promise.all(slow)) expectProblem(answer, 408);
  });
});
