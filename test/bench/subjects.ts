import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Backends } from './backends';
import type { Cleanup } from './cleanup';
import { startPeer } from './peers';
import type { Processors } from './processors';
import type { Strata } from './strata';
import type { Subject, SubjectId } from './subject';

/** What is measured, and the body that each of its answers must have. */
export interface Subjects {
  readonly subjects: readonly Subject[];
  readonly bodyFile: string;
  readonly bodyBytes: number;
}

interface PeerProgram {
  readonly id: SubjectId;
  readonly script: string;
  readonly env?: Readonly<Record<string, string>>;
}

const PEER_PROGRAMS: readonly PeerProgram[] = [
  { id: 'fastify-map', script: 'fastify-map.js' },
  { id: 'nest-redis', script: 'nest-express.js', env: { BENCH_STORES: 'redis' } },
  { id: 'nest-two-stores', script: 'nest-express.js', env: { BENCH_STORES: 'memory,redis' } },
  { id: 'fastify-pg', script: 'fastify-pg.js' },
];

/** Starts the peers, which `cleanup` stops, with the user that Strata answers. */
export async function startSubjects(
  strata: Strata,
  environment: { folder: string; backends: Backends; processors: Processors; signal: AbortSignal },
  cleanup: Cleanup,
): Promise<Subjects> {
  const { userUrl: url, server, authorization } = strata;
  const body = await bodyOf(url, authorization, environment.signal);
  const bodyFile = join(environment.folder, 'user.json');
  await writeFile(bodyFile, body);
  const userId = url.slice(url.lastIndexOf('/') + 1);
  const subjects: Subject[] = [
    { id: 'strata-cached', server, url, headers: { authorization } },
    { id: 'strata-uncached', server, url, headers: { authorization, 'cache-control': 'no-cache' } },
  ];
  for (const { id, script, env = {} } of PEER_PROGRAMS) {
    const peer = await startPeer({ ...environment, script, env, userId, userFile: bodyFile });
    cleanup.add(() => peer.server.stop());
    subjects.push({ id, server: peer.server, url: peer.userUrl, headers: {} });
  }
  return { subjects, bodyFile, bodyBytes: Buffer.byteLength(body) };
}

async function bodyOf(url: string, authorization: string, signal: AbortSignal): Promise<string> {
  const response = await fetch(url, { headers: { authorization }, signal });
  const body = await response.text();
  if (!response.ok) throw new Error(`The user could not be read: ${body}`);
  return body;
}
