'use strict';

// Has a plain Node process take Nest from the folder of the bench's peers, where it comes with its adapter for Express.
const { join } = require('node:path');
const Module = require('node:module');

const PEERS = join(__dirname, '..', 'bench', 'peers');
/** What an application has once: Nest tells its own classes by identity. */
const SHARED = /^(@nestjs\/|rxjs$|reflect-metadata$)/;

const resolveFilename = Module._resolveFilename;

Module._resolveFilename = function (request, parent, isMain, options) {
  const from = SHARED.test(request) ? { paths: [PEERS] } : options;
  return resolveFilename.call(this, request, parent, isMain, from);
};
