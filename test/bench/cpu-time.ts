import { readFile } from 'node:fs/promises';

/** Ticks of /proc a second: USER_HZ, 100 on every Linux that Node.js supports. */
const TICKS_PER_SECOND = 100;
/** Fields of /proc/<pid>/stat, counted from the one after the command's name. */
const USER_TICKS_FIELD = 11;
const SYSTEM_TICKS_FIELD = 12;

/** CPU seconds, user and system, that process `pid` has used; undefined where /proc is missing. */
export async function cpuSeconds(pid: number): Promise<number | undefined> {
  if (process.platform !== 'linux') return undefined;
  const stat = await readFile(`/proc/${String(pid)}/stat`, 'utf8');
  // The command's name stands in parentheses and may hold spaces and parentheses itself.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const ticks = Number(fields[USER_TICKS_FIELD]) + Number(fields[SYSTEM_TICKS_FIELD]);
  return ticks / TICKS_PER_SECOND;
}
