import type { FastifyRequest } from 'fastify';
import { RequestsInFlight } from './requests-in-flight';

it('names a request that is watched until it has ended', async () => {
  const inFlight = new RequestsInFlight();
  // All that is looked at.
  const request = { method: 'GET', routeOptions: { url: '/api/users/:id' } } as FastifyRequest;
  let end = (): void => undefined;
  const ended = new Promise<void>((resolve) => (end = resolve));
  inFlight.watch(request, ended);
  expect([inFlight.count, inFlight.routes()]).toEqual([1, ['GET /api/users/:id']]);
  end();
  await ended;
  expect(inFlight.count).toBe(0);
});
