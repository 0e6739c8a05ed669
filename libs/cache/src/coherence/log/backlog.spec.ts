import { Backlog } from './backlog';

it('keeps invalidations in their order', () => {
  const backlog = new Backlog();
  backlog.add({ keys: ['a'] });
  backlog.add({ tags: ['b'] });
  expect(backlog.takeAll()).toEqual([{ keys: ['a'] }, { tags: ['b'] }]);
  expect(backlog.size).toBe(0);
});

it('becomes "everything" when there are too many, and tells what that replaces', () => {
  const backlog = new Backlog();
  let dropped: readonly unknown[] = [];
  for (let index = 0; index <= 10_000; index++) {
    const more = backlog.add({ keys: [`k${index}`] });
    if (more.length > 0) dropped = more;
  }
  expect(dropped).toHaveLength(10_001);
  expect(backlog.takeAll()).toEqual([{ all: true }]);
});
