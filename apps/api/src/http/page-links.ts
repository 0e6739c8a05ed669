import type { FastifyReply, FastifyRequest } from 'fastify';
import type { PageDto } from './pagination';

/** Sets Link (RFC 8288) to the first page of a list and to the one after `page`, if there is one. */
export function linked<Page extends PageDto>(
  page: Page,
  { limit }: { readonly limit: number },
  reply: FastifyReply,
): Page {
  const first = `${pathOf(reply.request)}?limit=${String(limit)}`;
  const { next_cursor: cursor } = page;
  const links = [`<${first}>; rel="first"`];
  if (cursor !== null) links.push(`<${first}&cursor=${encodeURIComponent(cursor)}>; rel="next"`);
  reply.header('link', links.join(', '));
  return page;
}

/**
 * The same for every request that the route answers alike: the answer is cached for all of them, whatever host one has
 * named in its target, and however it has written the path.
 */
function pathOf({ routeOptions, params }: FastifyRequest): string {
  // Fastify's parameters are the names in the route's path, each with its text.
  const texts = params as Readonly<Record<string, string>>;
  return (routeOptions.url ?? '').replace(/:(\w+)/g, (_part, name: string) =>
    encodeURIComponent(texts[name] ?? ''),
  );
}
