'use strict';

// As ../support/typescript-hook.js, with one check of one file left out: MUTATION is a JSON array of the end of
// the file's path, the text to find there, and what stands in its place.
const { readFileSync } = require('node:fs');
const { transformSync } = require('@swc/core');
require('../support/module-aliases.js');
const { projects } = require('../../jest.config.js');

const [transformer] = Object.values(projects[0].transform);
const options = transformer[1];
const [file, text, replacement] = JSON.parse(process.env.MUTATION);

require.extensions['.ts'] = (module, filename) => {
  let source = readFileSync(filename, 'utf8');
  if (filename.endsWith(file)) {
    if (!source.includes(text))
      throw new Error(`${file} has no "${text}": the mutation is out of date.`);
    source = source.replace(text, replacement);
  }
  module._compile(transformSync(source, { filename, swcrc: false, ...options }).code, filename);
};
