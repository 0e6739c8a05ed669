import { Coherence } from '../../../libs/cache/src/coherence/coherence';
import { append } from '../../../libs/cache/src/coherence/log/append';
import { EpochGuard } from '../../../libs/cache/src/coherence/log/epoch-guard';
import { type LogKeys, logKeys } from '../../../libs/cache/src/coherence/log/log-keys';
import { LogPublisher } from '../../../libs/cache/src/coherence/log/log-publisher';
import { SourceHistory, type VersionFence } from '../../../libs/cache/src/coherence/source-history';
import { RedisUnavailableError } from '../../../libs/cache/src/errors';
import { CacheEvents } from '../../../libs/cache/src/events/cache-events';
import { Engine } from '../../../libs/cache/src/internal/engine';
import { EntryFactory } from '../../../libs/cache/src/internal/entry-factory';
import { Recorder } from '../../../libs/cache/src/internal/recorder';
import { SharedLoads } from '../../../libs/cache/src/internal/shared-loads';
import { MemoryStore } from '../../../libs/cache/src/stores/memory/memory-store';
import { leaseKeys } from '../../../libs/cache/src/stores/redis/lease/lease-keys';
import { Leases } from '../../../libs/cache/src/stores/redis/lease/leases';
import { TieredStore } from '../../../libs/cache/src/stores/tiered/tiered-store';
import { Connection } from './connection';
import { Link } from './link';
import { gatedStore } from './gated-store';
import { MAX_STALE_MS, type Shared } from './shared';

/** So few that names are forgotten all the time. */
const MAX_TRACKED_NAMES = 3;

/** Never over: the end of each load is heard, or everything is cut. */
const LEASE_MS = 600_000;

const PATIENCE_MS = 50;

/** The library's own parts of one process, on a gated Redis; all but those that follow the log. */
export class CacheParts {
  readonly keys: LogKeys;
  readonly commands: Connection;
  readonly coherence: Coherence;
  readonly guard: EpochGuard;
  readonly publisher: LogPublisher;
  readonly leases: Leases;
  readonly engine: Engine;
  readonly #shared: Shared;

  constructor(shared: Shared, origin: string, fence: VersionFence, onForeignEpoch: () => void) {
    this.#shared = shared;
    this.keys = logKeys(shared.namespace);
    this.commands = new Connection(shared, new Link());
    this.coherence = new Coherence(
      MAX_TRACKED_NAMES,
      MAX_STALE_MS,
      new SourceHistory(fence, (error) => onlyCuts('position', error)),
    );
    const { coherence, keys } = this;
    this.guard = new EpochGuard({ coherence, keys, onForeignEpoch });
    this.publisher = this.#createPublisher(origin);
    this.leases = this.#createLeases();
    this.engine = this.#createEngine();
    this.coherence.share(this.publisher);
  }

  #createPublisher(origin: string): LogPublisher {
    const { guard, keys } = this;
    const connection = this.commands.asConnection();
    return new LogPublisher({
      coherence: this.coherence,
      clock: this.#shared.clock,
      origin,
      append: (record) =>
        connection.execute((client) => append(client, keys, guard.redisMajor, record)),
      outbox: undefined,
      onForeignEpoch: () => guard.foreignEpoch(),
      onError: onlyCuts,
    });
  }

  #createLeases(): Leases {
    return new Leases({
      connection: this.commands.asConnection(),
      listening: () => this.commands.ready,
      keys: leaseKeys(this.#shared.namespace),
      leaseMs: LEASE_MS,
      coherence: this.coherence,
      clock: this.#shared.clock,
      onError: onlyCuts,
    });
  }

  #createEngine(): Engine {
    const { coherence, leases } = this;
    const { clock } = this.#shared;
    const tiers = new TieredStore({
      memory: new MemoryStore({ maxEntries: 10, maxBytes: 1e6, clock }),
      remote: gatedStore(this.#shared, this.commands),
      coherence,
      clock,
      onError: onlyCuts,
    });
    return new Engine({
      tiers,
      coherence,
      factory: new EntryFactory({ ttlSeconds: 1e6, jitter: 0 }, clock),
      recorder: new Recorder(new CacheEvents(), clock),
      clock,
      defaults: {},
      shared: new SharedLoads({ leases, tiers, clock, patienceMs: PATIENCE_MS }),
    });
  }
}

/** Nothing else may fail. */
export function onlyCuts(_operation: string, error: unknown): void {
  if (!(error instanceof RedisUnavailableError)) throw error;
}
