'use strict';

const { TestEnvironment } = require('jest-environment-node');

// A worker outlives a Jest that was killed, and would go on with its test file against services that are gone.
if (process.connected) process.once('disconnect', () => process.exit(1));

module.exports = TestEnvironment;
