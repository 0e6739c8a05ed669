import { Backlog, type Kept } from './backlog';

const keys = (...names: string[]): Kept => ({
  names: { keys: names },
  row: undefined,
  madeAtMs: 0,
});

it('keeps invalidations in their order, also those that were given back', () => {
  const backlog = new Backlog();
  backlog.add(keys('a'));
  backlog.add(keys('b'));
  backlog.add(keys('c'));
  const first = backlog.take(2);
  expect(first).toEqual([keys('a'), keys('b')]);
  backlog.giveBack(first);
  expect(backlog.take(1)).toEqual([keys('a')]);
  expect(backlog.take(9)).toEqual([keys('b'), keys('c')]);
  expect(backlog.size).toBe(0);
});

it('becomes "everything" when there are too many, and tells what that replaces', () => {
  const backlog = new Backlog();
  let dropped: readonly unknown[] = [];
  for (let index = 0; index <= 10_000; index++) {
    const more = backlog.add(keys(`k${index}`));
    if (more.length > 0) dropped = more;
  }
  expect(dropped).toHaveLength(10_001);
  expect(backlog.take(9)).toEqual([{ names: { all: true }, row: undefined, madeAtMs: 0 }]);
  expect(backlog.take(9)).toEqual([]);
});
