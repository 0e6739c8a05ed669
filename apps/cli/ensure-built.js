'use strict';

const { spawnSync } = require('node:child_process');
const { mkdirSync, readdirSync, statSync, utimesSync, writeFileSync } = require('node:fs');
const { dirname, join } = require('node:path');

const ROOT = join(__dirname, '../..');
const STAMP = join(ROOT, 'dist/.built');
const INPUTS = [
  'apps',
  'libs',
  'nest-cli.json',
  'package-lock.json',
  'tsconfig.json',
  'tsconfig.build.json',
];

/** When a file, or anything in a folder, was changed last; a folder changes when a file of it goes. */
function changedAtMs(path) {
  const status = statSync(path);
  if (!status.isDirectory()) return status.mtimeMs;
  const inside = readdirSync(path).map((name) => changedAtMs(join(path, name)));
  return Math.max(status.mtimeMs, ...inside);
}

function isFresh() {
  const builtAtMs = statSync(STAMP, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  return INPUTS.every((input) => changedAtMs(join(ROOT, input)) < builtAtMs);
}

/** Builds what changed since the last build: type-checking takes longer than starting. */
function main() {
  if (isFresh()) return 0;
  const startedAt = new Date();
  console.error('Building …');
  const { status } = spawnSync('npx', ['nest', 'build'], { cwd: ROOT, stdio: ['ignore', 2, 2] });
  if (status !== 0) return status ?? 1;
  mkdirSync(dirname(STAMP), { recursive: true });
  writeFileSync(STAMP, '');
  // What was changed during the build is newer than this, and is built next time.
  utimesSync(STAMP, startedAt, startedAt);
  return 0;
}

process.exitCode = main();
