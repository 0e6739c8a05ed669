import { createHash } from 'node:crypto';
import { invalidationTarget } from './invalidation-target';

it('is all names, without the lists that are empty', () => {
  expect(invalidationTarget({ keys: ['users:1'], tags: [] })).toBe('{"keys":["users:1"]}');
});

it('tells of many how many, how they begin, and what proves which', () => {
  const keys = Array.from({ length: 100 }, (_, index) => `users:${index}:`.padEnd(2_048, '"'));
  const target = invalidationTarget({ keys, tags: keys, namespaces: ['users'], patterns: keys });
  expect(target.length).toBeLessThanOrEqual(1_024);
  const sha256 = createHash('sha256').update(JSON.stringify(keys)).digest('base64url');
  expect(JSON.parse(target)).toMatchObject({
    keys: { count: 100, first: keys[0]?.slice(0, 60), sha256 },
    namespaces: { count: 1, first: 'users' },
  });
});
