import { textOf } from './repository';

interface LockedPackage {
  readonly version?: string;
  readonly license?: string;
  readonly integrity?: string;
  readonly resolved?: string;
  readonly dev?: boolean;
  /** Of development, and an option of something else: the image has neither. */
  readonly devOptional?: boolean;
  readonly inBundle?: boolean;
}

/** Licences that ask no more than their text to be kept. */
const PERMISSIVE = ['MIT', 'ISC', '0BSD', 'BSD-2-Clause', 'BSD-3-Clause', 'Apache-2.0'];
const ALLOWED = new Set([...PERMISSIVE, 'BlueOak-1.0.0', 'Python-2.0', 'PostgreSQL']);

// npm's own format, version 3: keys are folders, '' is this package.
const { packages } = JSON.parse(textOf('package-lock.json')) as {
  readonly packages: Readonly<Record<string, LockedPackage>>;
};
const installed = Object.entries(packages).filter(([folder]) => folder !== '');

describe('the packages that are installed', () => {
  it('are locked to their contents, wherever they are fetched from', () => {
    const loose = installed.filter(([, one]) => !one.integrity && !one.inBundle);
    expect(loose).toEqual([]);
    expect(installed.filter(([, { resolved }]) => resolved !== undefined)).toEqual([]);
  });

  it('come with the product under licences that ask for nothing but their text', () => {
    const shipped = installed.filter(([, { dev, devOptional }]) => !dev && !devOptional);
    expect(shipped.length).toBeGreaterThan(50);
    const others = shipped.filter(([, { license = 'none' }]) => !ALLOWED.has(license));
    expect(others.map(([folder, { license }]) => [folder, license])).toEqual([]);
  });

  it('are declared at exact versions', () => {
    const { dependencies, devDependencies } = JSON.parse(textOf('package.json')) as {
      readonly dependencies: Readonly<Record<string, string>>;
      readonly devDependencies: Readonly<Record<string, string>>;
    };
    const declared = Object.entries({ ...dependencies, ...devDependencies });
    expect(declared.filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))).toEqual(
      [],
    );
  });
});
