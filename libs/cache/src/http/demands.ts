import { CacheControl } from './cache-control';
import type { HttpRequest } from './http-exchange';

/** What a request's Cache-Control allows (RFC 9111, section 5.2.1). */
export interface Demands {
  /** false: `no-store`. */
  readonly mayStore: boolean;
  /** false: `no-cache` or `max-age=0`. */
  readonly mayReuse: boolean;
  /** Greatest age of an answer in seconds. */
  readonly maxAgeSeconds: number;
  /** Least time in seconds for which an answer must stay fresh. */
  readonly minFreshSeconds: number;
  /** `only-if-cached`: the handler is not to be run. */
  readonly onlyIfCached: boolean;
}

const NO_DEMANDS: Demands = {
  mayStore: true,
  mayReuse: true,
  maxAgeSeconds: Infinity,
  minFreshSeconds: 0,
  onlyIfCached: false,
};

export function demandsOf({ headers }: HttpRequest): Demands {
  const header = headers['cache-control'];
  if (header === undefined) return NO_DEMANDS;
  const control = CacheControl.parse(header);
  const maxAgeSeconds = control.seconds('max-age') ?? Infinity;
  const mayStore = !control.has('no-store');
  return {
    mayStore,
    mayReuse: mayStore && !control.has('no-cache') && maxAgeSeconds > 0,
    maxAgeSeconds,
    minFreshSeconds: control.seconds('min-fresh') ?? 0,
    onlyIfCached: control.has('only-if-cached'),
  };
}

/** Whether an answer of this age, fresh for so long, is what the request wants. */
export function satisfies(demands: Demands, ageSeconds: number, ttlSeconds: number): boolean {
  return (
    demands.mayReuse &&
    ageSeconds <= demands.maxAgeSeconds &&
    (demands.minFreshSeconds === 0 || ttlSeconds >= demands.minFreshSeconds)
  );
}
