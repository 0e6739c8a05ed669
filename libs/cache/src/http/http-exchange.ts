/** What this library needs of a request, in Fastify and in Express alike. */
export interface HttpRequest {
  readonly method: string;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly params?: unknown;
  readonly query?: unknown;
  /** Fastify's route. */
  readonly routeOptions?: { readonly url?: string };
  /** Express's route. */
  readonly route?: { readonly path?: unknown };
}

/** What this library needs of a response, in Fastify and in Express alike. */
export interface HttpResponse {
  readonly statusCode: number;
  getHeader(name: string): unknown;
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
