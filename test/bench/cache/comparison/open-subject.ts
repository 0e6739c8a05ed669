import { join } from 'node:path';
import { PEERS } from '../../paths';
import type * as Strata from './strata';
import type { Server, Subject, SubjectName } from './subject';

interface Peers {
  open(name: SubjectName, server: Server): Promise<Subject>;
}

/** Opens a cache with its own defaults, but for the TTL. */
export async function openSubject(name: SubjectName, server: Server): Promise<Subject> {
  // Each process compiles and loads its own cache alone.
  if (name === 'strata') {
    const strata = (await import(join(__dirname, 'strata'))) as typeof Strata;
    return strata.openStrata(server);
  }
  // The peers are ES modules with a package.json of their own, reached through one plain JavaScript file.
  const peers = (await import(join(PEERS, 'caches.js'))) as Peers;
  return peers.open(name, server);
}
