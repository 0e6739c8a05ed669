import type { HttpResponse } from './http-exchange';

/**
 * Status and headers of an answer that is written without a framework. They lie as `ServerResponse.writeHead` takes
 * them at the least cost: names and values in turn, the names in lower case.
 */
export class HeaderList implements HttpResponse {
  statusCode = 200;
  readonly flat: string[] = [];

  /** @param headers that were set before; of several values, as of `Set-Cookie`, each makes a line */
  constructor(headers: Readonly<Record<string, unknown>>) {
    for (const name in headers) {
      const value = headers[name];
      if (Array.isArray(value)) for (const each of value) this.flat.push(name, String(each));
      else this.flat.push(name, String(value));
    }
  }

  status(code: number): void {
    this.statusCode = code;
  }

  getHeader(name: string): string | undefined {
    return this.flat[this.#valueAt(name)];
  }

  getHeaders(): Readonly<Record<string, string>> {
    const headers: Record<string, string> = {};
    for (let at = 0; at < this.flat.length; at += 2) {
      headers[this.flat[at] ?? ''] = this.flat[at + 1] ?? '';
    }
    return headers;
  }

  setHeader(name: string, value: string): void {
    const at = this.#valueAt(name);
    if (at < this.flat.length) this.flat[at] = value;
    else this.flat.push(name, value);
  }

  /** Beyond the end when the header is not there. */
  #valueAt(name: string): number {
    let at = 0;
    while (at < this.flat.length && this.flat[at] !== name) at += 2;
    return at + 1;
  }
}
