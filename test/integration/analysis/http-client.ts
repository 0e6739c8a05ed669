import type { InjectOptions } from 'fastify';
import { bearer, startTestApp, type TestApp } from '../../support/app';

/** What a route answered. */
export interface Answer {
  readonly status: number;
  readonly text: string;
  readonly body: Record<string, unknown>;
  readonly cacheStatus: string | undefined;
}

export type Headers = Record<string, string>;

export const UNKNOWN_ID = '0b0b6c4e-6f0e-4a52-8b4c-3a1f6e1d2c3b';

/** The application, called by `ada`, `bob` and an admin. */
export class HttpClient {
  readonly ada: Headers;
  readonly bob: Headers;
  readonly admin: Headers;
  readonly #testApp: TestApp;
  #serial = 0;

  private constructor(testApp: TestApp, [ada, bob, admin]: [Headers, Headers, Headers]) {
    this.#testApp = testApp;
    this.ada = ada;
    this.bob = bob;
    this.admin = admin;
  }

  static async start(): Promise<HttpClient> {
    const testApp = await startTestApp({ DATABASE_READ_URLS: '' });
    const callers = [bearer('ada'), bearer('bob'), bearer('root', 'admin')] as const;
    return new HttpClient(testApp, await Promise.all(callers));
  }

  close(): Promise<void> {
    return this.#testApp.close();
  }

  async call(
    method: InjectOptions['method'],
    url: string,
    headers: Headers,
    payload?: unknown,
  ): Promise<Answer> {
    const json = payload === undefined ? {} : { 'content-type': 'application/json' };
    const reply = await this.#testApp.app.inject({
      method,
      url,
      headers: { ...headers, ...json },
      ...(payload === undefined ? {} : { payload: JSON.stringify(payload) }),
    });
    return {
      status: reply.statusCode,
      text: reply.body,
      body: reply.json<Record<string, unknown>>(),
      cacheStatus: reply.headers['cache-status']?.toString(),
    };
  }

  post(payload: unknown, headers = this.ada): Promise<Answer> {
    return this.call('POST', '/api/analysis', headers, payload);
  }

  /** A body for {@link post} unlike any before. */
  newText(changes: Record<string, unknown> = {}): Record<string, unknown> {
    this.#serial += 1;
    return { kind: 'text', content: `The text number ${this.#serial} is short.`, ...changes };
  }
}

/** The offending fields that an answer names, in alphabetical order. */
export function fieldsOf({ body }: Answer): string[] | undefined {
  return (body.errors as { field: string }[] | undefined)?.map(({ field }) => field).sort();
}

/** The ids on a page. */
export function listOf({ body }: Answer): string[] {
  return (body.data as { id: string }[]).map(({ id }) => id);
}
