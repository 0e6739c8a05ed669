import eslint from '@eslint/js';
import { createTypeScriptImportResolver } from 'eslint-import-resolver-typescript';
import importX from 'eslint-plugin-import-x';
import tseslint from 'typescript-eslint';

/** What each library may import; everything else of ours is out of bounds. Arrows point downward only. */
const ALLOWED_IMPORTS = {
  errors: [],
  config: [],
  cache: [],
  database: [],
  health: [],
  metrics: [],
  'embedded-postgres': [],
  platform: ['cache', 'database', 'errors', 'health', 'metrics'],
  audit: ['database', 'errors'],
  users: ['cache', 'database', 'errors'],
  'api-keys': ['cache', 'database', 'errors', 'users'],
  projects: ['cache', 'database', 'errors', 'users'],
  stats: ['cache', 'database', 'errors', 'users'],
  analysis: ['cache', 'database', 'errors', 'projects', 'users'],
};

const boundaries = Object.entries(ALLOWED_IMPORTS).map(([library, allowed]) => ({
  target: `./libs/${library}`,
  from: ['./apps', './libs', './test'],
  except: [...allowed, library].map((name) => `./libs/${name}`),
  message: `libs/${library} may import only: ${allowed.join(', ') || 'none of ours'}.`,
}));

/** \`from\` is one folder a zone, so that \`except\` stays relative to it. */
const zones = boundaries.flatMap(({ target, except, message }) => [
  { target, from: './apps', message },
  { target, from: './test', message },
  { target, from: './libs', except: except.map((path) => path.replace('./libs', '.')), message },
]);

export default tseslint.config(
  { ignores: ['dist/', 'node_modules/', '.data/', '.cache/', 'coverage/', '**/node_modules/'] },
  eslint.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.recommendedTypeChecked, tseslint.configs.stylisticTypeChecked],
    plugins: { 'import-x': importX },
    settings: {
      'import-x/resolver-next': [createTypeScriptImportResolver({ project: './tsconfig.json' })],
      'import-x/parsers': { '@typescript-eslint/parser': ['.ts'] },
    },
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      'import-x/no-cycle': 'error',
      'import-x/no-restricted-paths': ['error', { zones }],
      'no-restricted-imports': [
        'error',
        { patterns: [{ group: ['@strata/*/*'], message: 'Import a library through its index.' }] },
      ],
      'no-restricted-properties': [
        'error',
        {
          object: 'process',
          property: 'env',
          message: 'Only app.config.ts reads the environment.',
        },
      ],
      'no-console': 'error',
      eqeqeq: 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/return-await': ['error', 'in-try-catch'],
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/only-throw-error': 'error',
      '@typescript-eslint/no-extraneous-class': 'off',
      '@typescript-eslint/consistent-type-imports': 'off',
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_' },
      ],
    },
  },
  {
    files: ['apps/*/src/app.config.ts'],
    rules: { 'no-restricted-properties': 'off' },
  },
  {
    // The terminal is the interface of commands, benchmarks and the test run's own tools.
    files: [
      'apps/cli/**/*.ts',
      'apps/api/src/banner.ts',
      'test/bench/**/*.ts',
      'test/indexes/run.ts',
      'test/mutations/**/*.ts',
      'test/support/**/*.ts',
    ],
    rules: { 'no-console': 'off' },
  },
  {
    files: ['test/**/*.ts'],
    rules: { 'no-restricted-properties': 'off' },
  },
  {
    files: ['**/*.spec.ts', 'test/**/*.ts'],
    rules: { '@typescript-eslint/unbound-method': 'off' },
  },
  {
    files: ['**/*.{js,mjs,cjs}'],
    languageOptions: {
      globals: {
        process: 'readonly',
        console: 'readonly',
        __dirname: 'readonly',
        module: 'writable',
        require: 'readonly',
      },
    },
  },
);
