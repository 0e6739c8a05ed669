'use strict';

// Nest 12 and a few of its dependencies ship ES modules; Jest runs CommonJS, so these are compiled.
const ES_MODULE_PACKAGES = [
  '@nestjs',
  'jose',
  'cookie',
  'content-disposition',
  'file-type',
  'strtok3',
  'token-types',
  'uint8array-extras',
  '@tokenizer',
  '@borewit',
  'temporal-polyfill',
  'temporal-utils',
];

/** @type {import('jest').Config} */
const shared = {
  rootDir: __dirname,
  testEnvironment: 'node',
  moduleFileExtensions: ['ts', 'js', 'mjs', 'json'],
  moduleNameMapper: { '^@strata/([^/]+)$': '<rootDir>/libs/$1/src' },
  modulePathIgnorePatterns: ['dist', '.data', '.cache', 'test/bench/peers'].map(
    (folder) => `<rootDir>/${folder}/`,
  ),
  transformIgnorePatterns: [`/node_modules/(?!(?:${ES_MODULE_PACKAGES.join('|')})(?:/|$))`],
  transform: {
    '^.+\\.(ts|js|mjs)$': [
      '@swc/jest',
      {
        jsc: {
          parser: { syntax: 'typescript', decorators: true },
          transform: {
            legacyDecorator: true,
            decoratorMetadata: true,
            useDefineForClassFields: false,
          },
          keepClassNames: true,
          target: 'es2022',
        },
        module: { type: 'commonjs' },
        sourceMaps: 'inline',
      },
    ],
  },
};

module.exports = {
  // Bounds a hanging test, with room for two busy cores: no test needs a limit of its own.
  testTimeout: 600_000,
  // Every file leaves its AsyncLocalStorages behind, which each promise of a later one pays for: old workers are replaced.
  workerIdleMemoryLimit: '500MB',
  // Jest would leave a core free, which on two cores means one test file at a time.
  maxWorkers: '100%',
  reporters: ['default', '<rootDir>/test/support/count-reporter.js'],
  projects: [
    {
      ...shared,
      displayName: 'unit',
      testMatch: ['<rootDir>/{apps,libs,test/unit}/**/*.spec.ts'],
    },
    {
      ...shared,
      displayName: 'services',
      // Ends its worker when the run is gone, however it went.
      testEnvironment: '<rootDir>/test/support/worker-environment.js',
      testMatch: ['<rootDir>/test/{integration,e2e,faults,contract}/**/*.spec.ts'],
      globalSetup: '<rootDir>/test/support/global-setup.ts',
      globalTeardown: '<rootDir>/test/support/global-teardown.ts',
    },
  ],
};
