'use strict';

const { setInterval } = require('node:timers');
const { TestEnvironment } = require('jest-environment-node');

const CHECK_INTERVAL_MS = 500;
const jestPid = process.ppid;

function endWithJest() {
  if (process.ppid !== jestPid) process.exit(1);
}

// A worker outlives a Jest that was killed, and would go on with its file against services that are gone. Not by a
// listener for "disconnect": it would keep an idle worker from ending.
if (process.connected) setInterval(endWithJest, CHECK_INTERVAL_MS).unref();

module.exports = TestEnvironment;
