import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { isServerOf, parseStat, processIdentity } from './process-identity';

describe('parseStat', () => {
  it('is not misled by a process name with spaces and brackets', () => {
    const rest = `S ${Array.from({ length: 18 }, (_, index) => index).join(' ')} 777 0`;
    expect(parseStat(`12 (a) S (b) ${rest}`)).toEqual({ state: 'S', startTicks: '777' });
  });
});

describe('processIdentity', () => {
  it('stays the same while a process lives, and differs between processes', async () => {
    const child = spawn('sleep', ['60']);
    try {
      const identity = await processIdentity(child.pid ?? 0);
      expect(identity).toBeDefined();
      expect(await processIdentity(child.pid ?? 0)).toBe(identity);
      expect(await processIdentity(process.pid)).not.toBe(identity);
    } finally {
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
  });

  it('is undefined for a process that has ended', async () => {
    const child = spawn('true');
    await once(child, 'exit');
    expect(await processIdentity(child.pid ?? 0)).toBeUndefined();
  });
});

describe('isServerOf', () => {
  it('is false for a process that is no PostgreSQL server', async () => {
    expect(await isServerOf(process.pid, process.cwd())).toBe(false);
  });
});
