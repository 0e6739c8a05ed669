import { executionAsyncResource } from 'node:async_hooks';

it('finds the tick itself where Node says what runs', async () => {
  const resource = await new Promise<object>((resolve) =>
    process.nextTick(() => resolve(executionAsyncResource())),
  );
  expect(Object.keys(resource)).toContain('callback');
});
