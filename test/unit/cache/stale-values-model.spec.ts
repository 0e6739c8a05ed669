import fc from 'fast-check';
import { openCache, passSeconds } from './test-cache';

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

const KEY = 'users:1';

const STEP = fc.oneof(
  { weight: 4, arbitrary: fc.constant({ kind: 'ask' as const }) },
  fc.constant({ kind: 'invalidate' as const }),
  fc.record({ kind: fc.constant('fail' as const), on: fc.boolean() }),
  fc.record({ kind: fc.constant('pass' as const), seconds: fc.integer({ min: 1, max: 50 }) }),
);

const POLICY = fc.record({
  ttlSeconds: fc.constant(20),
  staleWhileRevalidateSeconds: fc.constantFrom(0, 15),
  staleIfErrorSeconds: fc.constantFrom(0, 40),
  earlyRefresh: fc.constantFrom(0, 0.5),
});

type Policy = typeof POLICY extends fc.Arbitrary<infer T> ? T : never;

/** A source whose values tell when they were loaded, and what may be served of them. */
class Model {
  failing = false;
  #notBefore = 0;
  readonly #cache = openCache().cache;
  readonly #policy: Policy;

  constructor(policy: Policy) {
    this.#policy = policy;
  }

  async invalidate(): Promise<void> {
    await passSeconds(0.001);
    this.#notBefore = performance.now();
    await this.#cache.delete(KEY);
  }

  async ask(): Promise<void> {
    const load = () =>
      this.failing ? Promise.reject(new Error('down')) : Promise.resolve(performance.now());
    const [outcome] = await Promise.allSettled([this.#cache.resolve(KEY, load, this.#policy)]);
    await passSeconds(0);
    if (outcome.status === 'rejected') return expect(this.failing).toBe(true);
    const { value, source } = outcome.value;
    const { ttlSeconds, staleWhileRevalidateSeconds, staleIfErrorSeconds } = this.#policy;
    const expiredSeconds = (performance.now() - value) / 1_000 - ttlSeconds;
    expect(value).toBeGreaterThanOrEqual(this.#notBefore);
    expect(source === 'stale').toBe(expiredSeconds >= 0);
    const window = Math.max(staleWhileRevalidateSeconds, staleIfErrorSeconds);
    expect(expiredSeconds).toBeLessThan(window === 0 ? 0.001 : window);
  }
}

it('never serves a value older than its windows, or from before an invalidation', async () => {
  const history = fc.asyncProperty(
    POLICY,
    fc.array(STEP, { maxLength: 30 }),
    async (policy, steps) => {
      const model = new Model(policy);
      for (const step of steps) {
        if (step.kind === 'pass') await passSeconds(step.seconds);
        else if (step.kind === 'fail') model.failing = step.on;
        else await model[step.kind]();
      }
    },
  );
  await fc.assert(history, { numRuns: 200 });
});
