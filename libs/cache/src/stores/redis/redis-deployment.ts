import type { RedisOptions } from '../../cache.options';
import { logKeys } from '../../coherence/log/log-keys';
import type { Clock } from '../../internal/clock';
import { RedisUnavailableError } from '../../errors';
import { ClusterServers } from './cluster/cluster-servers';
import { ClusterTopology } from './cluster/cluster-topology';
import { ConnectionBudget } from './connection-budget';
import { createRedisClient } from './redis-client';
import { RedisConnection, type RedisConnectionOptions } from './redis-connection';
import { type RedisServers, singleServer } from './redis-servers';
import { parseRedisUrl, type RedisPlace, type RedisTarget } from './redis-url';
import { SentinelLocator } from './sentinel-locator';
import { probeTcp } from './tcp-probe';

export interface RedisDeploymentOptions {
  readonly redis: Required<RedisOptions>;
  readonly namespace: string;
  readonly clock: Clock;
  readonly onError: RedisConnectionOptions['onError'];
}

/** Where the servers are that the URL means: one, the master that sentinels name, or those of a cluster. */
export class RedisDeployment {
  readonly #options: RedisDeploymentOptions;
  readonly #target: RedisTarget;
  readonly #budget: ConnectionBudget;
  /** Where the log lies, and all else that has its hash tag. */
  readonly #locate: () => Promise<RedisPlace>;
  readonly #topology: ClusterTopology | undefined;
  #clusterServers: ClusterServers | undefined;

  constructor(options: RedisDeploymentOptions) {
    this.#options = options;
    this.#target = parseRedisUrl(options.redis.url);
    this.#budget = new ConnectionBudget(options.redis.maxConnections);
    this.#topology = this.#createTopology();
    this.#locate = this.#createLocator();
  }

  /** What every connection to the server of the log is made with; `role` names it for the server's administrator. */
  connecting(role: string) {
    return { ...this.#common(role), locate: this.#locate, probe: () => this.#probe() };
  }

  /** Resolves, with its place, once the server of the log takes connections. */
  async #probe(): Promise<RedisPlace> {
    const place = await this.#locate();
    await probeTcp(place, this.#options.redis.connectTimeoutMs);
    return place;
  }

  /** The servers of the entries; of a single server, `connection` is the way there. */
  servers(connection: RedisConnection): RedisServers {
    if (this.#topology === undefined) return singleServer(connection);
    this.#clusterServers = new ClusterServers({
      topology: this.#topology,
      connect: (place) => this.#masterConnection(place),
      fallback: connection,
    });
    return this.#clusterServers;
  }

  async close(): Promise<void> {
    await this.#clusterServers?.close();
  }

  #common(role: string) {
    const { redis, namespace, onError } = this.#options;
    return {
      createClient: (place: RedisPlace) =>
        createRedisClient(redis, this.#target, place, `${namespace}-${role}`),
      budget: this.#budget,
      connectTimeoutMs: redis.connectTimeoutMs,
      maxReconnectDelayMs: redis.maxReconnectDelayMs,
      maxQueuedCommands: redis.maxQueuedCommands,
      onError,
    } satisfies Partial<RedisConnectionOptions>;
  }

  #createTopology(): ClusterTopology | undefined {
    if (this.#target.kind !== 'cluster') return undefined;
    const { redis: client, clock } = this.#options;
    const onRead = (): void => this.#clusterServers?.follow();
    return new ClusterTopology({
      client,
      target: this.#target,
      budget: this.#budget,
      clock,
      onRead,
    });
  }

  #createLocator(): () => Promise<RedisPlace> {
    const [place] = this.#target.places;
    if (this.#topology !== undefined)
      return clusterLocator(this.#topology, this.#options.namespace);
    if (this.#target.kind === 'single') return () => Promise.resolve(place);
    const sentinels = new SentinelLocator(this.#options.redis, this.#target, this.#budget);
    return () => sentinels.locate();
  }

  /** To a master of the cluster. Trouble with it is a reason to ask whether it still is one. */
  #masterConnection(place: RedisPlace): RedisConnection {
    const { commandTimeoutMs, connectTimeoutMs } = this.#options.redis;
    return new RedisConnection({
      ...this.#common('entries'),
      locate: async () => {
        await this.#topology?.refresh();
        return place;
      },
      attachTimeoutMs: connectTimeoutMs,
      commandTimeoutMs,
      attach: () => Promise.resolve(),
      onMisdirected: () => void this.#refresh(),
    });
  }

  /** Failures are told by the connections that need the answer. */
  async #refresh(): Promise<void> {
    await this.#topology?.refresh().catch(() => undefined);
  }
}

/** The master that holds the log. */
function clusterLocator(topology: ClusterTopology, namespace: string): () => Promise<RedisPlace> {
  const { meta } = logKeys(namespace);
  return async () => {
    await topology.refresh();
    const place = topology.masters.get(topology.masterOf(meta) ?? '');
    if (place === undefined)
      throw new RedisUnavailableError('No master of the cluster has the log.');
    return place;
  };
}
