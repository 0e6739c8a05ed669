import type { AnswerSource } from '../entry-options';

/** How an answer from the cache, or through it, came about. */
export interface AnswerOrigin {
  readonly source: AnswerSource;
  /** Seconds for which it stays fresh; negative for how long it has been stale. */
  readonly ttlSeconds: number;
  /** Whether the answer can be kept at all. */
  readonly isStorable: boolean;
  /** Whether the request's own directives kept a kept answer from being used. */
  readonly wasRefused: boolean;
  /** Whether the handler was run, whatever became of it. */
  readonly wasForwarded: boolean;
}

/** Of an answer that was found as it was wanted. */
export const AS_KEPT = { isStorable: true, wasRefused: false, wasForwarded: false };

/**
 * The parameters of Cache-Status (RFC 9211) after the cache's name. `detail` names the tier of a hit.
 * Never the key.
 */
export function cacheStatus(origin: AnswerOrigin): string {
  const { source, ttlSeconds, isStorable, wasRefused, wasForwarded } = origin;
  const ttl = isStorable ? `; ttl=${String(ttlSeconds)}` : '';
  const forwarded = wasRefused ? 'fwd=request' : 'fwd=miss';
  switch (source) {
    case 'memory':
    case 'redis':
      return isStorable ? `hit${ttl}; detail=${source}` : forwarded;
    case 'stale':
      if (!isStorable) return forwarded;
      return wasForwarded ? `fwd=stale${ttl}` : `hit${ttl}; detail=stale`;
    case 'load':
      return isStorable ? `${forwarded}; stored${ttl}` : forwarded;
    case 'collapsed':
      return isStorable ? `${forwarded}; collapsed${ttl}` : forwarded;
    case 'bypass':
      return wasRefused ? 'fwd=request' : 'fwd=bypass';
  }
}
