import { headerText, type HttpRequest } from './http-exchange';

const ENTITY_TAG = /(?:W\/)?("[^"]*")/g;

/**
 * Whether If-None-Match names this strong tag or `*`: the client has the answer (RFC 9110, section
 * 13.1.2; weak comparison).
 */
export function isKnownToClient(request: HttpRequest, etag: string | undefined): boolean {
  if (request.headers['if-none-match'] === undefined || etag === undefined) return false;
  const given = headerText(request, 'if-none-match');
  if (given === etag || given.trim() === '*') return true;
  const opaque = etag.replace(/^W\//, '');
  return [...given.matchAll(ENTITY_TAG)].some(([, tag]) => tag === opaque);
}
