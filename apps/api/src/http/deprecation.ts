import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

/** Since when the predecessors' paths have successors: 2026-11-21, as RFC 9745 writes dates. */
const SINCE = '@1795219200';

/** By route, where the same is to be had under the scheme of all others. */
const SUCCESSORS: Readonly<Record<string, (id: string) => string>> = {
  '/jira/analyze': () => '/api/analysis',
  '/api/mcp/customer/:id': (id) => `/api/users/${id}`,
};

/** A longer path is none that leads anywhere, and may not fit into the headers of an answer. */
const MAX_PATH_LENGTH = 1_024;

/**
 * Tells callers of the predecessors' paths that each is deprecated (RFC 9745), and its successor. There
 * is no date of removal. Other routes pay nothing for it. Belongs before the routes.
 */
export function attachDeprecation(instance: FastifyInstance): void {
  instance.addHook('onRoute', (route) => {
    const successor = SUCCESSORS[route.url];
    if (successor === undefined) return;
    const tell = (request: FastifyRequest, reply: FastifyReply, done: () => void): void => {
      // Only the route with `:id` has a parameter, and routers give it as text.
      const { id = '' } = request.params as { readonly id?: string };
      const path = successor(encodeURIComponent(id));
      reply.header('deprecation', SINCE);
      if (path.length <= MAX_PATH_LENGTH)
        reply.header('link', `<${path}>; rel="successor-version"`);
      done();
    };
    route.onRequest = [tell, route.onRequest ?? []].flat();
  });
}
