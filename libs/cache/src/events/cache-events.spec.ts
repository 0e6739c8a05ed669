import { AsyncLocalStorage } from 'node:async_hooks';
import { CacheEvents } from './cache-events';

it('calls listeners at once, in the async context of the event', () => {
  const events = new CacheEvents();
  const context = new AsyncLocalStorage<string>();
  const seen: unknown[] = [];
  events.on('miss', (event) => seen.push([event.namespace, context.getStore()]));
  context.run('request 1', () => events.emit('miss', { namespace: 'users' }));
  expect(seen).toEqual([['users', 'request 1']]);
});

it('stops calling a listener that was taken off', () => {
  const events = new CacheEvents();
  const seen: string[] = [];
  const off = events.on('miss', () => seen.push('one'));
  events.on('miss', () => seen.push('other'));
  off();
  events.emit('miss', { namespace: 'users' });
  expect(seen).toEqual(['other']);
  expect([events.has('miss'), events.has('hit')]).toEqual([true, false]);
});

it('reports a listener that throws, and calls the others', () => {
  const events = new CacheEvents();
  const errors: unknown[] = [];
  const seen: string[] = [];
  events.on('error', (event) => errors.push(event));
  events.on('miss', () => {
    throw new Error('broken listener');
  });
  events.on('miss', () => seen.push('other'));
  events.emit('miss', { namespace: 'users' });
  expect(seen).toEqual(['other']);
  expect(errors).toMatchObject([{ operation: 'listener:miss' }]);
});

it('warns the process of an error listener that throws', () => {
  const warn = jest.spyOn(process, 'emitWarning').mockImplementation();
  const events = new CacheEvents();
  events.on('error', () => {
    throw new Error('broken too');
  });
  events.emit('error', { operation: 'get', error: new Error('x') });
  expect(warn).toHaveBeenCalledWith(expect.stringContaining('broken too'));
  warn.mockRestore();
});
