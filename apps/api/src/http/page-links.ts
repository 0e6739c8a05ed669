import type { FastifyReply } from 'fastify';
import type { PageDto } from './pagination';

/** What may not stand in the target of a Link as it is. */
const UNSAFE = /[^\x21\x23-\x3b\x3d\x3f-\x7e]/g;

/** Sets Link (RFC 8288) to the first page of a list and to the one after `page`, if there is one. */
export function linked<Page extends PageDto>(
  page: Page,
  { limit }: { readonly limit: number },
  reply: FastifyReply,
): Page {
  const [path = ''] = reply.request.url.split('?', 1);
  const first = `${path.replace(UNSAFE, encodeURIComponent)}?limit=${String(limit)}`;
  const { next_cursor: cursor } = page;
  const links = [`<${first}>; rel="first"`];
  if (cursor !== null) links.push(`<${first}&cursor=${encodeURIComponent(cursor)}>; rel="next"`);
  reply.header('link', links.join(', '));
  return page;
}
