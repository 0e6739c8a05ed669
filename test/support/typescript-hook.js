'use strict';

// Lets a plain Node process run the project's TypeScript as Jest compiles it: node -r <this file> script.ts
const { transformFileSync } = require('@swc/core');
require('./module-aliases.js');
const { projects } = require('../../jest.config.js');

const [transformer] = Object.values(projects[0].transform);
const options = transformer[1];

require.extensions['.ts'] = (module, filename) => {
  module._compile(transformFileSync(filename, { swcrc: false, ...options }).code, filename);
};
