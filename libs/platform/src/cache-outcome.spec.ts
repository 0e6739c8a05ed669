import type { CacheEvents } from '@strata/cache';
import { EventEmitter } from 'node:events';
import { trackCacheOutcome } from './cache-outcome';
import { RequestContext, type CacheOutcome, type RequestScope } from './request-context';

/** Stands for the cache's emitter, whose listeners are called in the same way. */
function setUp() {
  const emitter = new EventEmitter();
  trackCacheOutcome(emitter as unknown as CacheEvents);
  return (name: string) => emitter.emit(name, { namespace: 'users', tier: 'memory' });
}

function outcomeOf(events: readonly string[]): CacheOutcome {
  const emit = setUp();
  const scope: RequestScope = { requestId: 'r1', bypassCache: false, cacheOutcome: 'none' };
  RequestContext.run(scope, () => {
    events.forEach(emit);
  });
  return scope.cacheOutcome;
}

describe("a request's cache outcome", () => {
  it.each<[string, CacheOutcome, string[]]>([
    ['none when the cache was not asked', 'none', []],
    ['hit when every look-up was answered', 'hit', ['hit', 'hit']],
    ['miss when one of them was not', 'miss', ['hit', 'miss', 'hit']],
    ['miss when it waited for a load that another request began', 'miss', ['collapsed']],
    ['bypass when the cache was passed by', 'bypass', ['hit', 'bypass', 'hit']],
    ['miss when the cache was passed by and asked in vain', 'miss', ['miss', 'bypass']],
  ])('is %s', (_rule, outcome, events) => {
    expect(outcomeOf(events)).toBe(outcome);
  });

  it('is not mixed up between requests under way at the same time', async () => {
    const emit = setUp();
    const request = (requestId: string, event: string) => {
      const scope: RequestScope = { requestId, bypassCache: false, cacheOutcome: 'none' };
      return RequestContext.run(scope, async () => {
        await Promise.resolve();
        emit(event);
        return scope.cacheOutcome;
      });
    };
    expect(await Promise.all([request('a', 'hit'), request('b', 'miss')])).toEqual(['hit', 'miss']);
  });

  it('is nobody’s outside a request', () => {
    expect(() => setUp()('hit')).not.toThrow();
  });
});
