'use strict';

const { writeSync } = require('node:fs');

const STDOUT = 1;

/**
 * Prints the count of the whole run as its very last line, past the summary and global teardown. A file that could
 * not be run counts as one failure.
 */
class CountReporter {
  onRunComplete(_contexts, results) {
    const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
    process.once('exit', () => {
      // Jest may have closed the stream, not the file.
      writeSync(STDOUT, `${results.numPassedTests} passed, ${failed} failed\n`);
    });
  }
}

module.exports = CountReporter;
