import { Agent, request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { connect } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { decoded, withoutChunks } from './decoded';
import type { HostileRequest } from './hostile-request';

/** What came back. */
export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/** Longer than any answer may take, shorter than the patience of a test. */
const PATIENCE_MS = 60_000;

const AS_BYTES = 'latin1';
const HEAD_END = '\r\n\r\n';
const LEGAL_TARGET = /^[\x21-\x7e]+$/;
const LEGAL_VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;

type Sent = Pick<HostileRequest, 'target' | 'headers' | 'body'> & { readonly method: string };

/** Sends requests over sockets, also such as no HTTP client would send. */
export class Exchange {
  readonly #agent = new Agent({ keepAlive: true });

  constructor(private readonly port: number) {}

  /** @throws Error when there is no whole answer in time */
  async send(request: Sent): Promise<Answer> {
    const sent = {
      ...request,
      target: bytes(request.target),
      headers: byteValues(request.headers),
    };
    const isLegal =
      LEGAL_TARGET.test(sent.target) &&
      Object.values(sent.headers).every((value) => LEGAL_VALUE.test(value));
    return isLegal ? this.#sendLegally(sent) : this.#sendAsItIs(sent);
  }

  close(): void {
    this.#agent.destroy();
  }

  #sendLegally({ method, target, headers, body }: Sent): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const request = httpRequest(
        {
          ...{ host: '127.0.0.1', port: this.port, agent: this.#agent, method, path: target },
          headers: { ...headers, ...lengthOf(body) },
          signal: AbortSignal.timeout(PATIENCE_MS),
        },
        (response) => {
          const { statusCode: status = 0, headers: answered } = response;
          buffer(response)
            .then((body) => decoded(body, answered['content-encoding']))
            .then((text) => resolve({ status, headers: answered, text }), reject);
        },
      );
      request.on('error', reject).end(body);
    });
  }

  async #sendAsItIs({ method, target, headers, body }: Sent): Promise<Answer> {
    const socket = connect({ port: this.port, host: '127.0.0.1' });
    socket.setTimeout(PATIENCE_MS, () => socket.destroy(new Error('No answer in time')));
    const fields = { host: 'localhost', connection: 'close', ...lengthOf(body), ...headers };
    const lines = Object.entries(fields).map(([name, value]) => `${name}: ${value}\r\n`);
    socket.write(`${method} ${target} HTTP/1.1\r\n${lines.join('')}\r\n`, AS_BYTES);
    if (body !== undefined) socket.write(body);
    try {
      return parsed(await buffer(socket));
    } finally {
      socket.destroy();
    }
  }
}

const bytes = (value: string): string => Buffer.from(value).toString(AS_BYTES);

function byteValues(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, bytes(value)]));
}

function lengthOf(body: string | undefined): Record<string, string> {
  return body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) };
}

/** The first answer of what the server sent until it closed the connection. */
function parsed(received: Buffer): Answer {
  const end = received.indexOf(HEAD_END);
  const [statusLine = '', ...lines] = received.toString(AS_BYTES, 0, end).split('\r\n');
  const headers: IncomingHttpHeaders = Object.fromEntries(lines.map(fieldOf));
  const rest = received.subarray(end + HEAD_END.length);
  const isChunked = headers['transfer-encoding'] === 'chunked';
  const length = Number(headers['content-length'] ?? rest.length);
  const body = isChunked ? withoutChunks(rest) : rest.subarray(0, length);
  const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(statusLine)?.[1] ?? 0);
  return { status, headers, text: decoded(body, headers['content-encoding']) };
}

function fieldOf(line: string): [string, string] {
  const [name = '', ...value] = line.split(': ');
  return [name.toLowerCase(), value.join(': ')];
}
