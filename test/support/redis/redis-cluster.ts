import { createClient } from 'redis';
import { eventually } from '../eventually';
import { ownPort } from '../own-port';
import { RedisServer } from './redis-server';

const SLOTS = 16_384;
/** No node is taken for dead because the machine is busy. */
const NODE_TIMEOUT_MS = 60_000;
/** For a test that kills one. */
const QUICK_NODE_TIMEOUT_MS = 1_000;

/** A real Redis Cluster: masters that share the slots evenly, each with so many replicas. */
export class RedisCluster {
  readonly masters: readonly RedisServer[];
  readonly replicas: readonly RedisServer[];

  private constructor(masters: readonly RedisServer[], replicas: readonly RedisServer[]) {
    this.masters = masters;
    this.replicas = replicas;
  }

  /** `redis+cluster://` with all masters. */
  get url(): string {
    return `redis+cluster://${this.masters.map(({ port }) => `127.0.0.1:${port}`).join(',')}`;
  }

  static async start({ masters = 3, replicasEach = 0 } = {}): Promise<RedisCluster> {
    const servers = await Promise.all(
      Array.from({ length: masters * (1 + replicasEach) }, startNode),
    );
    const cluster = new RedisCluster(servers.slice(0, masters), servers.slice(masters));
    await cluster.#join();
    return cluster;
  }

  /** From now on a master that is away is soon replaced. */
  async failOverQuickly(): Promise<void> {
    const setting = ['cluster-node-timeout', String(QUICK_NODE_TIMEOUT_MS)];
    const servers = [...this.masters, ...this.replicas];
    // Some may have been killed before.
    await Promise.allSettled(servers.map((server) => command(server, 'CONFIG', 'SET', ...setting)));
  }

  async stop(): Promise<void> {
    await Promise.all([...this.masters, ...this.replicas].map((server) => server.stop()));
  }

  async #join(): Promise<void> {
    const [first] = this.masters;
    if (first === undefined) throw new RangeError('a cluster has a master');
    for (const [index, server] of this.masters.entries()) {
      const from = Math.round((SLOTS / this.masters.length) * index);
      const to = Math.round((SLOTS / this.masters.length) * (index + 1)) - 1;
      await command(server, 'CLUSTER', 'ADDSLOTSRANGE', String(from), String(to));
      // Places of their own in the order of epochs, so that no two masters have to settle it.
      await command(server, 'CLUSTER', 'SET-CONFIG-EPOCH', String(index + 1));
    }
    const others = [...this.masters.slice(1), ...this.replicas];
    for (const { port, settings } of others) {
      const busPort = settings[settings.indexOf('--cluster-port') + 1] ?? '';
      await command(first, 'CLUSTER', 'MEET', '127.0.0.1', String(port), busPort);
    }
    for (const [index, replica] of this.replicas.entries()) await this.#replicate(replica, index);
    for (const server of this.masters) await eventually(() => this.#isComplete(server), CALMLY);
  }

  async #replicate(replica: RedisServer, index: number): Promise<void> {
    const master = this.masters[index % this.masters.length];
    if (master === undefined) return;
    const id = await command(master, 'CLUSTER', 'MYID');
    await eventually(() => command(replica, 'CLUSTER', 'REPLICATE', id), CALMLY);
    await eventually(async () => {
      expectText(await command(replica, 'INFO', 'replication'), 'master_link_status:up');
    }, CALMLY);
  }

  async #isComplete(server: RedisServer): Promise<void> {
    const info = await command(server, 'CLUSTER', 'INFO');
    expectText(info, 'cluster_state:ok');
    expectText(info, `cluster_slots_ok:${SLOTS}`);
    expectText(info, `cluster_known_nodes:${this.masters.length + this.replicas.length}`);
  }
}

const CALMLY = { intervalMs: 50 };

async function startNode(): Promise<RedisServer> {
  const settings = {
    '--cluster-enabled': 'yes',
    '--cluster-port': String(await ownPort()),
    '--cluster-node-timeout': String(NODE_TIMEOUT_MS),
    '--repl-diskless-sync-delay': '0',
  };
  return RedisServer.start({ databases: 1, settings: Object.entries(settings).flat() });
}

const PATIENT_SOCKET = { reconnectStrategy: false, connectTimeout: 60_000 } as const;

/** One command on a connection of its own. */
export async function command({ url }: RedisServer, ...words: string[]): Promise<string> {
  const client = createClient({ url, RESP: 2, socket: PATIENT_SOCKET });
  // A failure reaches the caller through the command that it breaks.
  client.on('error', () => undefined);
  await client.connect();
  try {
    const reply: unknown = await client.sendCommand(words);
    return String(reply);
  } finally {
    client.destroy();
  }
}

function expectText(text: string, part: string): void {
  if (!text.includes(part)) throw new Error(`no ${part} yet`);
}
