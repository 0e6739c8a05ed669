'use strict';

// Outside Jest's own resolver (global set-up, child processes) `@strata/x` means libs/x/src here too.
const { join, resolve } = require('node:path');
const Module = require('node:module');

const LIBRARIES = resolve(__dirname, '..', '..', 'libs');
const resolveFilename = Module._resolveFilename;

Module._resolveFilename = function (request, ...rest) {
  const library = /^@strata\/([^/]+)$/.exec(request)?.[1];
  const target = library === undefined ? request : join(LIBRARIES, library, 'src', 'index.ts');
  return resolveFilename.call(this, target, ...rest);
};
