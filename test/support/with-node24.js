'use strict';

// Runs Jest under Node 24, whatever Node runs this: node test/support/with-node24.js [jest options]
// The npm packages node-<platform>-<arch> hold nothing but the binary; it is kept in node_modules/.cache.
const { execFileSync, spawn } = require('node:child_process');
const { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } = require('node:fs');
const { delimiter, dirname, join, resolve } = require('node:path');

const ROOT = resolve(__dirname, '..', '..');
const CACHE = join(ROOT, 'node_modules', '.cache', 'strata');
const PACKAGE = `node-${process.platform}-${process.arch}`;
const TARGET = join(CACHE, `${PACKAGE}-24`);
const BINARY = join('node_modules', PACKAGE, 'bin', 'node');

/** Installed under another name first: of several runs at once, each finds a whole copy or none. */
function install() {
  mkdirSync(CACHE, { recursive: true });
  const draft = mkdtempSync(join(CACHE, 'node-draft-'));
  try {
    const flags = ['--no-save', '--no-package-lock', '--ignore-scripts', '--no-audit', '--no-fund'];
    const args = ['install', '--prefix', draft, ...flags, `${PACKAGE}@24`];
    execFileSync('npm', args, { cwd: draft, stdio: ['ignore', 'ignore', 'inherit'] });
    if (!existsSync(TARGET)) renameSync(draft, TARGET);
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}

function run(node) {
  const jest = join(ROOT, 'node_modules', 'jest', 'bin', 'jest.js');
  const path = `${dirname(node)}${delimiter}${process.env.PATH ?? ''}`;
  const env = { ...process.env, PATH: path };
  const child = spawn(node, [jest, ...process.argv.slice(2)], { cwd: ROOT, env, stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
    process.on(signal, () => child.kill(signal));
  child.once('exit', (code, signal) => {
    process.exitCode = code ?? (signal === null ? 1 : 128);
  });
}

if (!existsSync(join(TARGET, BINARY))) install();
run(join(TARGET, BINARY));
