import { randomHex } from './random-hex';

it('draws as many digits as are asked for, and others each time, pool after pool', () => {
  const drawn = Array.from({ length: 1_000 }, () => randomHex(16));
  expect(drawn.every((each) => /^[0-9a-f]{32}$/.test(each))).toBe(true);
  expect(new Set(drawn).size).toBe(drawn.length);
});
