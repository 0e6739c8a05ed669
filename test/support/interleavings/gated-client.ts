import { decodeNames } from '../../../libs/cache/src/coherence/log/log-record';
import { PUBLISH } from '../../../libs/cache/src/coherence/log/log-scripts';
import { RELEASE } from '../../../libs/cache/src/stores/redis/lease/lease-scripts';
import type { RedisClient } from '../../../libs/cache/src/stores/redis/redis-client';
import type { Shared } from './shared';
import { versionIn } from './versions';

type XRead = Parameters<RedisClient['xRead']>;
type Eval = Parameters<RedisClient['eval']>;
type Call = <T>(run: () => Promise<T>) => Promise<T>;

/** What the library's parts ask of a client, gated, over one real client for all. */
export function gatedClient(shared: Shared, call: Call): RedisClient {
  const { real } = shared;
  let ended = false;
  /** As one that blocks: asks again when there is something to see. */
  const read = async (from: XRead[0]): Promise<unknown> => {
    for (;;) {
      const { news } = shared;
      const reply = await call(() => real.xRead(from, { COUNT: 500 }));
      if (reply !== null || ended) return reply;
      await news;
    }
  };
  const gated = {
    info: (section: string) => call(() => infoOfRun(shared, section)),
    eval: (...args: Eval) => call(() => evaluate(shared, args)),
    hmGet: (...args: Parameters<RedisClient['hmGet']>) => call(() => real.hmGet(...args)),
    xRange: (...args: Parameters<RedisClient['xRange']>) => call(() => real.xRange(...args)),
    xRead: read,
    // Only asked by a clock whether Redis is there.
    exists: () => Promise.resolve(1),
    on: () => undefined,
    destroy: () => {
      ended = true;
      shared.tell();
    },
  };
  // The parts use nothing else of a client.
  return gated as unknown as RedisClient;
}

async function infoOfRun({ real, run }: Shared, section: string): Promise<string> {
  return (await real.info(section)).replace(/^run_id:.*$/m, `run_id:run-${run}`);
}

/** Notes what the log takes, and has the others hear of the ends of loads. */
async function evaluate(shared: Shared, args: Eval): Promise<unknown> {
  const [script, { arguments: values = [] } = {}] = args;
  const reply = await shared.real.eval(...args);
  const text = String(script);
  if (text.endsWith(PUBLISH)) await note(shared, values.map(String), Number(reply));
  shared.tell();
  if (text === RELEASE) for (const message of values.slice(2)) tell(shared, String(message));
  return reply;
}

async function note(shared: Shared, values: string[], seq: number): Promise<void> {
  const [epoch = '', , , names] = values;
  if (seq <= 0) return;
  const inForce = await shared.real.hGet(`{${shared.namespace}}:meta`, 'epoch');
  if (inForce !== epoch) throw new Error('Served nothing, and a log that had ended took a record.');
  const version = versionIn(decodeNames(names));
  shared.records.push({ epoch, seq, version, atMs: shared.nowMs });
}

/** Each process hears it when the scheduler has it so. */
function tell({ gate, listeners }: Shared, message: string): void {
  for (const listener of listeners) void gate.step().then(() => listener(message));
}
