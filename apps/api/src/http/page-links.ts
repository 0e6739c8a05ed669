import type { FastifyReply, FastifyRequest } from 'fastify';
import type { PageDto } from './pagination';

/** Left out where undefined. */
type PageParameters = Readonly<Record<string, string | number | undefined>>;

/**
 * Sets Link (RFC 8288) to the first page of a list and to the one after `page`, if there is one.
 *
 * @param query what the list was asked with, but for its cursor
 */
export function linked<Page extends PageDto>(
  page: Page,
  query: PageParameters,
  reply: FastifyReply,
): Page {
  const path = pathOf(reply.request);
  const { next_cursor: cursor } = page;
  const links = [`<${path}?${textOf(query)}>; rel="first"`];
  if (cursor !== null) links.push(`<${path}?${textOf({ ...query, cursor })}>; rel="next"`);
  reply.header('link', links.join(', '));
  return page;
}

function textOf(query: PageParameters): string {
  const given = Object.entries(query).filter(([, value]) => value !== undefined);
  return given.map(([name, value]) => `${name}=${encodeURIComponent(String(value))}`).join('&');
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
