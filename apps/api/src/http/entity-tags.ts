import type {
  FastifyInstance,
  FastifyReply,
  FastifyRequest,
  onSendHookHandler,
  RouteOptions,
} from 'fastify';
import {
  addVary,
  codedTag,
  contentCoding,
  entityTag,
  isKnownToClient,
  type ContentCoding,
} from '@strata/cache';

declare module 'fastify' {
  interface FastifyRequest {
    /** The tag of the plain body, where {@link attachEntityTags} made one; null otherwise. */
    entityTag: string | null;
  }
}

/**
 * Gives the JSON answers of reads a strong entity tag, one for each coding, and answers 304 to who has
 * the answer already. Answers of the cache bring their own, and `no-store` needs none. Belongs after
 * the compressing plugin, whose hook on each route runs before ours.
 */
export function attachEntityTags(instance: FastifyInstance, compressFromBytes: number): void {
  instance.decorateRequest('entityTag', null);
  instance.addHook<string | Buffer | null>('onSend', (request, reply, payload, done) => {
    if (typeof payload !== 'string' || !isTagged(request, reply)) done(null, payload);
    else if (tagged(request, reply, payload, compressFromBytes)) done(null, payload);
    // What Fastify does last with a HEAD takes no null.
    else done(null, request.method === 'HEAD' ? '' : null);
  });
  instance.addHook('onRoute', (route) => {
    route.onSend = withTagCoding(route);
  });
}

function isTagged({ method }: FastifyRequest, reply: FastifyReply): boolean {
  return (
    (method === 'GET' || method === 'HEAD') &&
    reply.statusCode === 200 &&
    !reply.hasHeader('etag') &&
    String(reply.getHeader('content-type')).startsWith('application/json') &&
    !String(reply.getHeader('cache-control')).includes('no-store')
  );
}

/** @returns false when the client has the answer, which then is a 304 */
function tagged(
  request: FastifyRequest,
  reply: FastifyReply,
  payload: string,
  compressFromBytes: number,
): boolean {
  const isLong = Buffer.byteLength(payload) >= compressFromBytes;
  const tag = entityTag(payload);
  if (isLong) addVary(reply, ['accept-encoding']);
  if (!reply.hasHeader('cache-control')) reply.header('cache-control', 'private, no-cache');
  const own = codedTag(tag, contentCoding(acceptEncoding(request), isLong));
  if (isKnownToClient(request, own)) {
    reply.code(304).header('etag', own).removeHeader('content-type');
    return false;
  }
  reply.header('etag', tag);
  request.entityTag = tag;
  return true;
}

function acceptEncoding({ headers }: FastifyRequest): string | undefined {
  const header = headers['accept-encoding'];
  return Array.isArray(header) ? header.join(', ') : header;
}

/** Last; but on HEAD before Fastify's own hook, which takes the body away, and compression before it too. */
function withTagCoding({ method, onSend = [] }: RouteOptions): onSendHookHandler[] {
  const hooks = [onSend].flat();
  if (method !== 'HEAD') return [...hooks, tagCoding];
  return [...hooks.slice(1), tagCoding, ...hooks.slice(0, 1)];
}

/** After compression: the tag of what is sent. */
const tagCoding: onSendHookHandler = (request, reply, payload, done) => {
  const coding = reply.getHeader('content-encoding');
  if (request.entityTag !== null && isCoding(coding)) {
    reply.header('etag', codedTag(request.entityTag, coding));
  }
  done(null, payload);
};

function isCoding(value: unknown): value is ContentCoding {
  return value === 'br' || value === 'gzip';
}
