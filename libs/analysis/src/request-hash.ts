import { createHash } from 'node:crypto';
import type { AnalysisRequest } from './analysis';

/** SHA-256 (hex) of a request: equal for requests that ask for the same, different for any other. */
export function requestHash(request: AnalysisRequest): string {
  return sha256(partsOf(request));
}

/**
 * SHA-256 (hex) that identifies a stored result: the request, and what analyses it. A new version of
 * the analyser makes a new result.
 */
export function contentHash(request: AnalysisRequest, analyser: string): string {
  return sha256([analyser, ...partsOf(request)]);
}

function partsOf(request: AnalysisRequest): (string | null)[] {
  const { kind, issueKey, title, projectId, content } = request;
  return [kind, issueKey ?? null, title ?? null, projectId ?? null, content];
}

/** JSON keeps the borders between the parts, so that no two lists give the same bytes. */
function sha256(parts: (string | null)[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}
