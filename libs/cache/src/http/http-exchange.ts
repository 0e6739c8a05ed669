/** What this library needs of a request, in Fastify and in Express alike. */
export interface HttpRequest {
  readonly method: string;
  readonly url: string;
  /** Express: the whole URL, where `url` lacks what routers above have matched. */
  readonly originalUrl?: string;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly params?: unknown;
  readonly query?: unknown;
  /** Fastify's route; `config` is the same object for all requests of a route. */
  readonly routeOptions?: { readonly url?: string; readonly config?: object };
  /** Express's route. */
  readonly route?: { readonly path?: unknown };
}

/** What this library needs of a response, in Fastify and in Express alike. */
export interface HttpResponse {
  readonly statusCode: number;
  status(code: number): unknown;
  getHeader(name: string): unknown;
  getHeaders(): Readonly<Record<string, unknown>>;
  /** Fastify. */
  header?(name: string, value: string): unknown;
  /** Express and node:http. */
  setHeader?(name: string, value: string): unknown;
}

export function setHeader(response: HttpResponse, name: string, value: string): void {
  if (response.setHeader === undefined) response.header?.(name, value);
  else response.setHeader(name, value);
}

/** The route with its parameters' names, as the router knows it; undefined when it does not tell. */
export function routeTemplate(request: HttpRequest): string | undefined {
  const { url } = request.routeOptions ?? {};
  if (url !== undefined) return url;
  const path = request.route?.path;
  return typeof path === 'string' ? path : undefined;
}

/** A header as one text; '' when it was not sent. */
export function headerText(request: HttpRequest, name: string): string {
  const value = request.headers[name];
  return typeof value === 'string' ? value : (value?.join(', ') ?? '');
}

/** Whether the method only asks for an answer: HEAD is answered as GET, without the body. */
export function isRead({ method }: HttpRequest): boolean {
  return method === 'GET' || method === 'HEAD';
}

/** The names in a Vary header, in lower case. */
export function varyNames(header: unknown): readonly string[] {
  const text = Array.isArray(header) ? header.join(',') : header;
  if (typeof text !== 'string') return [];
  return text
    .split(',')
    .map((name) => name.trim().toLowerCase())
    .filter((name) => name !== '');
}
