import type { Shared } from './shared';
import { KEYS } from './shared';
import { restore, save } from './snapshot';

/** What happens to the log in Redis, beside what the processes do. */
export const faults = {
  /** Evicted, or deleted by hand: a new epoch begins, and what is stored is of the old one. */
  loseMeta: ({ real, namespace }: Shared) => real.del(`{${namespace}}:meta`),
  /** Records are trimmed before everybody has read them. */
  trim: async (shared: Shared) => {
    const log = await logOf(shared);
    if (log !== undefined) await shared.real.xTrim(log, 'MAXLEN', 0);
  },
  /** The server writes its data to disk. */
  save: async (shared: Shared) => {
    shared.saved = await save(shared.real, await namesOf(shared));
  },
  /** The server is killed and started: it has what it saved last, and every connection is cut. */
  restart: async (shared: Shared) => {
    const { namespace, real } = shared;
    const leases = KEYS.map((key) => `{${namespace}}:lease:${key}`);
    await restore(real, [...(await namesOf(shared)), ...leases], shared.saved);
    start(shared);
  },
  /** The server is killed and started, and the last record is lost: it was not on disk. */
  crash: async (shared: Shared) => {
    const { namespace, real } = shared;
    const log = await logOf(shared);
    const seq = Number(await real.hGet(`{${namespace}}:meta`, 'seq'));
    if (log !== undefined && seq > 0) {
      await real.xDel(log, `${seq}-0`);
      await real.sendCommand(['XSETID', log, `${seq - 1}-0`]).catch(() => undefined);
      await real.hSet(`{${namespace}}:meta`, 'seq', String(seq - 1));
    }
    start(shared);
  },
} as const;

function start(shared: Shared): void {
  shared.run += 1;
  for (const cut of shared.connections) cut();
  shared.tell();
}

/** Without the leases: the server has forgotten them. */
async function namesOf(shared: Shared): Promise<string[]> {
  const { namespace } = shared;
  const entries = KEYS.map((key) => `${namespace}:${key}`);
  const log = await logOf(shared);
  return [`{${namespace}}:meta`, ...entries, ...(log === undefined ? [] : [log])];
}

async function logOf({ real, namespace }: Shared): Promise<string | undefined> {
  const epoch = await real.hGet(`{${namespace}}:meta`, 'epoch');
  return epoch === null ? undefined : `{${namespace}}:log:${epoch}`;
}
