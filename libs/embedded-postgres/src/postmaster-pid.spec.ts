import { parsePostmasterPid } from './postmaster-pid';

const FILE = (status: string) =>
  ['4711', '/data/postgres', '1700000000', '5433', '', '127.0.0.1', '1 2', status, ''].join('\n');

describe('parsePostmasterPid', () => {
  it('tells who runs since when', () => {
    expect(parsePostmasterPid(FILE('ready   '))).toEqual({
      pid: 4711,
      startedAtSeconds: 1_700_000_000,
      ready: true,
    });
  });

  it.each(['starting', 'stopping', 'standby '])('is not ready while the server is %s', (status) => {
    expect(parsePostmasterPid(FILE(status))?.ready).toBe(false);
  });

  it('is not ready while the file is being written', () => {
    expect(parsePostmasterPid('4711\n/data')?.ready).toBe(false);
  });

  it.each(['', '\n', 'abc\n', '-5\n', '0\n'])('is undefined for %j', (text) => {
    expect(parsePostmasterPid(text)).toBeUndefined();
  });
});
