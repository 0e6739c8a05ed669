import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { unless } from './system-error';

/** What a running server says of itself in its folder. */
export interface PostmasterPid {
  readonly pid: number;
  /** Seconds since 1970. */
  readonly startedAtSeconds: number;
  /** True when connections are accepted, on a replica once it is consistent. */
  readonly ready: boolean;
}

/** Lines 1, 3 and 8 of postmaster.pid (src/include/utils/pidfile.h); undefined while it is being written. */
export function parsePostmasterPid(text: string): PostmasterPid | undefined {
  const lines = text.split('\n');
  const pid = Number(lines[0]);
  if (!Number.isSafeInteger(pid) || pid <= 0) return undefined;
  return { pid, startedAtSeconds: Number(lines[2]), ready: lines[7]?.trim() === 'ready' };
}

/** The file of the server that uses `cluster`, running or killed; undefined after a clean stop. */
export async function readPostmasterPid(cluster: string): Promise<PostmasterPid | undefined> {
  const text = await unless(['ENOENT'], readFile(pidFileOf(cluster), 'utf8'));
  return text === undefined ? undefined : parsePostmasterPid(text);
}

/** Where a server of `cluster` keeps its process id. */
export function pidFileOf(cluster: string): string {
  return join(cluster, 'postmaster.pid');
}
