import { RedisUnavailableError } from '../../../errors';
import type { Clock } from '../../../internal/clock';
import type { ConnectionBudget } from '../connection-budget';
import { askOnce, type ClientOptions, createRedisClient, type RedisClient } from '../redis-client';
import type { RedisPlace, RedisTarget } from '../redis-url';
import { keySlot, SLOTS } from './key-slot';

/** However often it is asked for, the topology is read no more often than this. */
const MIN_INTERVAL_MS = 100;

export interface ClusterTopologyOptions {
  readonly client: ClientOptions;
  readonly target: RedisTarget;
  readonly budget: ConnectionBudget;
  readonly clock: Clock;
  /** The masters have been read. */
  readonly onRead: () => void;
}

/** Which master of a cluster holds which slot, as some server of the cluster last said. */
export class ClusterTopology {
  readonly #options: ClusterTopologyOptions;
  #masters: ReadonlyMap<string, RedisPlace> = new Map();
  #slots: readonly (string | undefined)[] = [];
  #reading: Promise<void> | undefined;
  #readAtMs = -Infinity;

  constructor(options: ClusterTopologyOptions) {
    this.#options = options;
  }

  /** By address. */
  get masters(): ReadonlyMap<string, RedisPlace> {
    return this.#masters;
  }

  /** The address of the master that holds the key; undefined when none is known. */
  masterOf(key: string): string | undefined {
    return this.#slots[keySlot(key)];
  }

  /** Reads it, unless that has just been done. Rejects when no server answers. */
  async refresh(): Promise<void> {
    if (this.#options.clock.now() - this.#readAtMs < MIN_INTERVAL_MS) return;
    this.#reading ??= this.#read().finally(() => {
      this.#readAtMs = this.#options.clock.now();
      this.#reading = undefined;
    });
    await this.#reading;
  }

  async #read(): Promise<void> {
    const causes: unknown[] = [];
    // Servers that are known to be masters first: those of the URL may have left the cluster.
    const places = [...this.#masters.values(), ...this.#options.target.places];
    for (const place of places) {
      try {
        this.#take(await this.#ask(place, places.length), place);
        return;
      } catch (error) {
        causes.push(error);
      }
    }
    throw new RedisUnavailableError(
      'No server of the cluster answers.',
      new AggregateError(causes),
    );
  }

  async #ask(place: RedisPlace, places: number) {
    const { client, target, budget } = this.#options;
    const asking = createRedisClient(client, target, place, 'strata-locator');
    const limitMs = client.connectTimeoutMs / Math.min(places, 4);
    return askOnce(asking, budget, limitMs, (connected) => connected.clusterSlots());
  }

  #take(ranges: Awaited<ReturnType<RedisClient['clusterSlots']>>, asked: RedisPlace): void {
    const masters = new Map<string, RedisPlace>();
    const slots = new Array<string | undefined>(SLOTS);
    for (const { from, to, master } of ranges) {
      // A server that does not know its own name leaves it out.
      const place = { host: master.host || asked.host, port: master.port };
      const address = `${place.host}:${place.port}`;
      masters.set(address, place);
      slots.fill(address, from, to + 1);
    }
    if (masters.size === 0) throw new RedisUnavailableError('The cluster serves no slots.');
    this.#masters = masters;
    this.#slots = slots;
    this.#options.onRead();
  }
}
