import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { promisify } from 'node:util';
import { unless } from './system-error';

const execute = promisify(execFile);
const PS_TIMEOUT_MS = 10_000;
/** A process may be gone before, or while, its entry is read. */
const GONE = ['ENOENT', 'ESRCH'];

async function readProcess(pid: number, entry: string): Promise<string | undefined> {
  return unless(GONE, readFile(`/proc/${pid}/${entry}`, 'utf8'));
}

/** State and start, in clock ticks since boot, of a line of /proc/<pid>/stat; the name in it may hold anything. */
export function parseStat(line: string): { state: string; startTicks: string } {
  const fields = line.slice(line.lastIndexOf(')') + 2).split(' ');
  return { state: fields[0] ?? '', startTicks: fields[19] ?? '' };
}

async function identityFromProc(pid: number): Promise<string | undefined> {
  const line = await readProcess(pid, 'stat');
  if (line === undefined) return undefined;
  const { state, startTicks } = parseStat(line);
  if (state === 'Z' || state === 'X') return undefined;
  const boot = await unless(GONE, readFile('/proc/sys/kernel/random/boot_id', 'utf8'));
  return `${boot?.trim() ?? ''}:${startTicks}`;
}

/** `ps` says nothing, and fails, when there is no such process. */
async function askPs(pid: number, columns: string): Promise<string | undefined> {
  try {
    const args = ['-ww', '-o', columns, '-p', String(pid)];
    const { stdout } = await execute('ps', args, { timeout: PS_TIMEOUT_MS });
    return stdout.trim() === '' ? undefined : stdout.trim();
  } catch (error) {
    if (typeof error === 'object' && error !== null && 'code' in error && error.code === 1)
      return undefined;
    throw error;
  }
}

async function identityFromPs(pid: number): Promise<string | undefined> {
  const line = await askPs(pid, 'stat=,lstart=');
  return line === undefined || line.startsWith('Z') ? undefined : line.replace(/^\S+\s+/, '');
}

/** What tells a process from a later one with the same id; undefined when it does not live. */
export async function processIdentity(pid: number): Promise<string | undefined> {
  return process.platform === 'linux' ? identityFromProc(pid) : identityFromPs(pid);
}

/** True when process `pid` lives and is the PostgreSQL server of exactly this cluster. */
export async function isServerOf(pid: number, cluster: string): Promise<boolean> {
  if (process.platform === 'linux') {
    const args = (await readProcess(pid, 'cmdline'))?.split('\0') ?? [];
    return basename(args[0] ?? '') === 'postgres' && args[args.indexOf('-D') + 1] === cluster;
  }
  const line = (await askPs(pid, 'args=')) ?? '';
  return line.includes('postgres') && line.includes(` -D ${cluster} `);
}
