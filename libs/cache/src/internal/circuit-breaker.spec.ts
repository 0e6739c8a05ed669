import { type BreakerState, CircuitBreaker } from './circuit-breaker';

it('opens after consecutive failures only, and tells every change once', () => {
  const changes: BreakerState[] = [];
  const breaker = new CircuitBreaker(3, (state) => changes.push(state));
  breaker.probe();
  breaker.close();
  expect([breaker.fail(), breaker.fail()]).toEqual([false, false]);
  breaker.succeed();
  expect([breaker.fail(), breaker.fail(), breaker.fail()]).toEqual([false, false, true]);
  expect(breaker.fail()).toBe(false);
  breaker.open();
  breaker.probe();
  breaker.close();
  expect(changes).toEqual(['half-open', 'closed', 'open', 'half-open', 'closed']);
});
