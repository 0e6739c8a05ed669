import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

type Headers = Readonly<Record<string, string>>;

/** Answers are data: nothing in them may be run, framed, sniffed for another type, or embedded elsewhere. */
export const SECURITY_HEADERS: Headers = {
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
};

/** Swagger UI runs its own scripts, styles itself inline and calls this service. */
const DOCUMENTATION_HEADERS: Headers = {
  ...SECURITY_HEADERS,
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; " +
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
};

/** A year: what RFC 6797, section 6.1.1, gives as its example. */
const STRICT_TRANSPORT_SECURITY = 'max-age=31536000';

const DOCUMENTATION_PATH = /^\/docs(?:[/?]|$)/;

/** Sets the security headers on every answer, whoever gives it. */
export function attachSecurityHeaders(instance: FastifyInstance): void {
  instance.addHook('onRequest', (request, reply, done) => {
    setSecurityHeaders(request, reply);
    done();
  });
}

/** The same for an answer to a request that reached no hook. */
export function setSecurityHeaders(request: FastifyRequest, reply: FastifyReply): void {
  const isDocumentation = DOCUMENTATION_PATH.test(request.url);
  reply.headers(isDocumentation ? DOCUMENTATION_HEADERS : SECURITY_HEADERS);
  // As a trusted proxy says: browsers heed the header over TLS alone.
  if (request.protocol === 'https') {
    reply.header('strict-transport-security', STRICT_TRANSPORT_SECURITY);
  }
}
