import { isKnownToClient } from './conditional';
import { type HttpRequest, type HttpResponse, setHeader, varyNames } from './http-exchange';
import type { StoredAnswer } from './stored-answer';

/** Seconds since the answer was made; 0 where another process's clock is ahead of ours. */
export function ageSeconds({ generatedAtMs }: StoredAnswer): number {
  return Math.max(0, Math.floor((Date.now() - generatedAtMs) / 1_000));
}

/**
 * Sets status and headers of an answer: 304 when the client has it already.
 *
 * @returns the body to send; undefined with 304
 */
export function prepareAnswer(
  answer: StoredAnswer,
  request: HttpRequest,
  response: HttpResponse,
): string | undefined {
  const { headers } = answer;
  const isKnown = isKnownToClient(request, headers.etag);
  for (const name in headers) {
    if (isKnown && name.startsWith('content-')) continue;
    setHeader(response, name, headers[name] ?? '');
  }
  if (answer.vary.length > 0) addVary(response, answer.vary);
  if (!isKnown) return answer.text;
  response.status(304);
  return undefined;
}

/** Adds names to Vary, which others, such as CORS, may have set. */
export function addVary(response: HttpResponse, names: readonly string[]): void {
  const all = new Set([...varyNames(response.getHeader('vary')), ...names]);
  setHeader(response, 'vary', [...all].join(', '));
}
