'use strict';

const suite = require('../../jest.config.js');

/** @type {(project: import('jest').Config) => import('jest').Config} */
const mutating = (project) => ({
  ...project,
  transform: Object.fromEntries(
    Object.entries(project.transform).map(([files, [, options]]) => [
      files,
      [require.resolve('./mutating-transformer.js'), options],
    ]),
  ),
});

// The suite, with one check left out.
module.exports = { ...suite, reporters: [], projects: suite.projects.map(mutating) };
