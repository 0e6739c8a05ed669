import { Injectable } from '@nestjs/common';
import type { ResolvedPoolOptions } from './database-options';
import type { ReplicaState, ServerRole } from './database-events';
import type { PoolFigures } from './pool/pool-figures';
import { DatabaseServers } from './servers/database-servers';
import { pingPrimary } from './servers/ping-primary';
import type { Replica } from './servers/replica';

/** The state of one server and its pool. */
export interface ServerStatus extends PoolFigures {
  /** `primary`, `replica-1` ... */
  readonly server: string;
  readonly role: ServerRole;
  /** Whether a replica gets reads. Always true for the primary: ask {@link DatabaseStatus.ping}. */
  readonly available: boolean;
  /** What its pool was given. */
  readonly settings: PoolSettings;
  /** Of a replica. */
  readonly replica?: ReplicaStatus;
}

/** Settings of a pool beside its sizes. */
export type PoolSettings = Pick<
  ResolvedPoolOptions,
  'checkoutTimeoutMs' | 'recycleSeconds' | 'prePing' | 'leakAfterMs'
>;

/** What the watch of a replica has seen last. */
export interface ReplicaStatus {
  readonly state: ReplicaState;
  /** Its share of the reads, beside those of the other replicas. */
  readonly weight: number;
  /** Log that it has not replayed; undefined when not known. */
  readonly lagBytes: number | undefined;
  /** Age of the oldest change that it does not show, in milliseconds; undefined when not known. */
  readonly lagMs: number | undefined;
}

/** What health checks, metrics and administrators ask. */
@Injectable()
export class DatabaseStatus {
  #ping: Promise<void> | undefined;

  constructor(private readonly databaseServers: DatabaseServers) {}

  /** Every server, the primary first. Costs no query. */
  servers(): ServerStatus[] {
    const { primary, replicas } = this.databaseServers;
    return [
      { ...serverOf(primary), available: true, ...primary.figures },
      ...replicas.map((replica) => ({
        ...serverOf(replica.pool),
        available: replica.available,
        replica: replicaStatus(replica),
        ...replica.pool.figures,
      })),
    ];
  }

  /**
   * Resolves when the primary answers. It never waits in the pool's queue, so that it tells an exhausted
   * pool from a dead server; callers at the same time share one question, and its time limit.
   * @throws DatabaseUnavailableError
   */
  async ping(timeoutMs: number): Promise<void> {
    this.#ping ??= pingPrimary(this.databaseServers, timeoutMs).finally(
      () => (this.#ping = undefined),
    );
    await this.#ping;
  }
}

function replicaStatus({ state, weight, lag }: Replica): ReplicaStatus {
  return { state, weight, lagBytes: lag?.bytes, lagMs: lag?.ms };
}

type ServerPart = Pick<ServerStatus, 'server' | 'role' | 'settings'>;

function serverOf({ options }: DatabaseServers['primary']): ServerPart {
  const { server, role, checkoutTimeoutMs, recycleSeconds, prePing, leakAfterMs } = options;
  return { server, role, settings: { checkoutTimeoutMs, recycleSeconds, prePing, leakAfterMs } };
}
