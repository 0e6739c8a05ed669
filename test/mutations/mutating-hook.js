'use strict';

// As ../support/typescript-hook.js, with one check of one file left out: see mutated.js.
const { readFileSync } = require('node:fs');
const { transformSync } = require('@swc/core');
require('../support/module-aliases.js');
const { projects } = require('../../jest.config.js');
const { mutated } = require('./mutated.js');

const [transformer] = Object.values(projects[0].transform);
const options = transformer[1];

require.extensions['.ts'] = (module, filename) => {
  const source = mutated(readFileSync(filename, 'utf8'), filename);
  module._compile(transformSync(source, { filename, swcrc: false, ...options }).code, filename);
};
