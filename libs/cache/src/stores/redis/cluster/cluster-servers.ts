import type { RedisConnection } from '../redis-connection';
import type { RedisServers } from '../redis-servers';
import type { RedisPlace } from '../redis-url';
import type { ClusterTopology } from './cluster-topology';

export interface ClusterServersOptions {
  readonly topology: ClusterTopology;
  /** A connection to one master, not started. */
  readonly connect: (place: RedisPlace) => RedisConnection;
  /** Stands in for masters that are not known; commands that it cannot serve are refused, as misses. */
  readonly fallback: RedisConnection;
}

/** One connection to each master of a cluster, made and ended as the topology says. */
export class ClusterServers implements RedisServers {
  readonly clustered = true;
  readonly #options: ClusterServersOptions;
  readonly #connections = new Map<string, RedisConnection>();
  #closed = false;

  constructor(options: ClusterServersOptions) {
    this.#options = options;
  }

  of(name: string): RedisConnection {
    const { topology, fallback } = this.#options;
    return this.#connections.get(topology.masterOf(name) ?? '') ?? fallback;
  }

  all(): readonly RedisConnection[] {
    return [...this.#connections.values()];
  }

  /** Connects to new masters, and leaves those that are none any longer. */
  follow(): void {
    if (this.#closed) return;
    const { masters } = this.#options.topology;
    for (const [address, connection] of this.#connections) {
      if (masters.has(address)) continue;
      this.#connections.delete(address);
      void connection.close();
    }
    for (const [address, place] of masters) {
      if (!this.#connections.has(address)) this.#connect(address, place);
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all(this.all().map((connection) => connection.close()));
  }

  #connect(address: string, place: RedisPlace): void {
    const connection = this.#options.connect(place);
    this.#connections.set(address, connection);
    connection.start();
  }
}
