import { majorVersionIn } from './binaries';

describe('majorVersionIn', () => {
  it.each([
    ['postgres (PostgreSQL) 18.4\n', '18'],
    ['postgres (PostgreSQL) 19beta1 (Debian 19~beta1)\n', '19'],
  ])('reads %j', (output, version) => {
    expect(majorVersionIn(output)).toBe(version);
  });

  it('fails on anything else', () => {
    expect(() => majorVersionIn('hello')).toThrow('hello');
  });
});
