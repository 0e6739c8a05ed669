import { once } from 'node:events';
import { Agent, request, type ClientRequest, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import type { LoadRequest } from '../mix/load-request';
import type { Failure } from './open-loop';
import { TIMED_OUT } from './tally';

/** The service gives up sooner by itself. */
const TIMEOUT_MS = 35_000;
const CODE = /"code":"([A-Z_]+)"/;

interface Answer {
  readonly status: number;
  readonly body: string;
}

/**
 * Sends requests on connections that are kept, and judges the answers. A request that meets a connection just being
 * closed by the other side is sent once more on another (RFC 9112, 9.3.1), as every client does; all requests of the
 * mix may be repeated.
 */
export class Sender {
  /** Requests that were sent a second time. */
  repeated = 0;
  readonly #origin: string;
  readonly #agent = new Agent({ keepAlive: true });

  constructor(origin: string) {
    this.#origin = origin;
  }

  async send(load: LoadRequest): Promise<Failure> {
    try {
      const failure = failureOf(load, await this.#exchange(load));
      return failure && `${failure} (${load.operation})`;
    } catch (error) {
      return `${nameOf(error)} (${load.operation})`;
    }
  }

  close(): void {
    this.#agent.destroy();
  }

  async #exchange(load: LoadRequest): Promise<Answer> {
    const first = this.#open(load, this.#agent);
    try {
      return await answerOf(first, load.body);
    } catch (error) {
      if (!first.reusedSocket || codeOf(error) !== 'ECONNRESET') throw error;
      this.repeated += 1;
      return answerOf(this.#open(load, false), load.body);
    }
  }

  #open({ method, path, headers }: LoadRequest, agent: Agent | false): ClientRequest {
    return request(this.#origin + path, { method, headers, agent });
  }
}

async function answerOf(outgoing: ClientRequest, body: string | undefined): Promise<Answer> {
  const giveUp = () => outgoing.destroy(Object.assign(new Error(TIMED_OUT), { code: TIMED_OUT }));
  const timer = setTimeout(giveUp, TIMEOUT_MS);
  try {
    outgoing.end(body);
    const [incoming] = (await once(outgoing, 'response')) as [IncomingMessage];
    return { status: incoming.statusCode ?? 0, body: await text(incoming) };
  } finally {
    clearTimeout(timer);
  }
}

function failureOf({ expected, contains }: LoadRequest, { status, body }: Answer): Failure {
  if (!expected.includes(status)) return [status, CODE.exec(body)?.[1]].filter(Boolean).join(' ');
  return body.includes(contains) ? undefined : 'wrong answer';
}

function nameOf(error: unknown): string {
  return codeOf(error) ?? String(error);
}

function codeOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException).code;
}
