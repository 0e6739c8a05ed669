import { setTimeout as pause } from 'node:timers/promises';
import { AsyncVariable } from './async-variable';

const name = new AsyncVariable<string | undefined>();
const place = new AsyncVariable<string>();

function both(): [string | undefined, string | undefined] {
  return [name.get(), place.get()];
}

it('has no value outside', () => {
  expect(both()).toEqual([undefined, undefined]);
});

it('holds through what is awaited and what is begun, beside others', async () => {
  const seen = await name.run('Ada', () =>
    place.run('London', async () => {
      await pause(1);
      const later = new Promise((resolve) => setImmediate(() => resolve(both())));
      return [both(), await later];
    }),
  );
  expect(seen).toEqual([
    ['Ada', 'London'],
    ['Ada', 'London'],
  ]);
  expect(both()).toEqual([undefined, undefined]);
});

it('gives the innermost value, which may be none', () => {
  name.run('Ada', () => {
    name.run('Grace', () => expect(name.get()).toBe('Grace'));
    name.run(undefined, () => expect(name.get()).toBeUndefined());
    expect(name.get()).toBe('Ada');
  });
});

it('keeps calls that run at the same time apart', async () => {
  const seen = ['Ada', 'Grace'].map((each) =>
    name.run(each, async () => {
      await pause(1);
      return name.get();
    }),
  );
  expect(await Promise.all(seen)).toEqual(['Ada', 'Grace']);
});
