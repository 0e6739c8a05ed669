import { eventually } from '../eventually';
import { command } from './redis-cluster';
import { RedisServer } from './redis-server';

const MASTER_NAME = 'main';
const SENTINELS = 3;
const QUORUM = 2;
/** No server is taken for dead because the machine is busy. */
const DOWN_AFTER_MS = 60_000;
/** For a test that takes one away. */
const QUICK_DOWN_AFTER_MS = 500;
const CALMLY = { intervalMs: 50 };

/** Two real Redis servers, one the replica of the other, and three sentinels that watch them. */
export class RedisSentinels {
  readonly servers: readonly [RedisServer, RedisServer];
  readonly sentinels: readonly RedisServer[];

  private constructor(servers: [RedisServer, RedisServer], sentinels: readonly RedisServer[]) {
    this.servers = servers;
    this.sentinels = sentinels;
  }

  /** `redis+sentinel://` with all sentinels. */
  get url(): string {
    const places = this.sentinels.map(({ port }) => `127.0.0.1:${port}`);
    return `redis+sentinel://${places.join(',')}/${MASTER_NAME}`;
  }

  static async start(): Promise<RedisSentinels> {
    const master = await RedisServer.start({ settings: ['--repl-diskless-sync-delay', '0'] });
    const replicaOf = ['--replicaof', `127.0.0.1 ${master.port}`];
    const replica = await RedisServer.start({ settings: replicaOf });
    const sentinels = await Promise.all(
      Array.from({ length: SENTINELS }, () => startSentinel(master)),
    );
    const started = new RedisSentinels([master, replica], sentinels);
    for (const sentinel of sentinels) await eventually(() => started.#seesAll(sentinel), CALMLY);
    return started;
  }

  /** The port of the master that the sentinels agree on. */
  async masterPort(): Promise<number> {
    const question = ['SENTINEL', 'GET-MASTER-ADDR-BY-NAME', MASTER_NAME];
    const answers = await Promise.all(this.sentinels.map((each) => command(each, ...question)));
    const ports = new Set(answers.map((answer) => Number(answer.split(',')[1])));
    const [port = 0, ...others] = ports;
    if (others.length > 0) throw new Error('the sentinels do not agree yet');
    return port;
  }

  /** From now on a master that is away is soon replaced. */
  async failOverQuickly(): Promise<void> {
    const setting = ['down-after-milliseconds', String(QUICK_DOWN_AFTER_MS)];
    const order = ['SENTINEL', 'SET', MASTER_NAME, ...setting];
    await Promise.all(this.sentinels.map((sentinel) => command(sentinel, ...order)));
  }

  /** Lets the sentinels give the role of the master to the replica, though nothing is wrong. */
  async failOver(): Promise<void> {
    const [sentinel] = this.sentinels;
    if (sentinel) await command(sentinel, 'SENTINEL', 'FAILOVER', MASTER_NAME);
  }

  async stop(): Promise<void> {
    await Promise.all(this.sentinels.map((each) => each.stop()));
    await Promise.all(this.servers.map((each) => each.stop()));
  }

  async #seesAll(sentinel: RedisServer): Promise<void> {
    const info = await command(sentinel, 'INFO', 'sentinel');
    for (const part of ['status=ok', 'slaves=1', `sentinels=${SENTINELS}`]) {
      if (!info.includes(part)) throw new Error(`no ${part} yet`);
    }
  }
}

async function startSentinel(master: RedisServer): Promise<RedisServer> {
  const lines = [
    `sentinel monitor ${MASTER_NAME} 127.0.0.1 ${master.port} ${QUORUM}`,
    `sentinel down-after-milliseconds ${MASTER_NAME} ${DOWN_AFTER_MS}`,
    `sentinel failover-timeout ${MASTER_NAME} 3000`,
  ];
  return RedisServer.start({ settings: ['--sentinel'], configText: `${lines.join('\n')}\n` });
}
