import { failureReason } from './launch';

describe('failureReason', () => {
  it.each([
    ['could not bind IPv4 address "127.0.0.1": Address already in use', 'port taken'],
    ['FATAL:  lock file "postmaster.pid" already exists', 'data still in use'],
    ['FATAL:  pre-existing shared memory block (key 1, ID 2) is still in use', 'data still in use'],
    ['FATAL:  invalid value for parameter "work_mem": "plenty"', 'other'],
    ['', 'other'],
  ])('reads %j as "%s"', (log, reason) => {
    expect(failureReason(log)).toBe(reason);
  });
});
