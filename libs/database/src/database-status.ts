import { Injectable } from '@nestjs/common';
import type { ServerRole } from './database-events';
import type { PoolFigures } from './pool/pool-figures';
import { DatabaseServers } from './servers/database-servers';
import { pingPrimary } from './servers/ping-primary';

/** The state of one server and its pool. */
export interface ServerStatus extends PoolFigures {
  /** `primary`, `replica-1` ... */
  readonly server: string;
  readonly role: ServerRole;
  /** Whether a replica gets reads. Always true for the primary: ask {@link DatabaseStatus.ping}. */
  readonly available: boolean;
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
      ...replicas.map(({ pool, available }) => ({ ...serverOf(pool), available, ...pool.figures })),
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

function serverOf(pool: DatabaseServers['primary']): Pick<ServerStatus, 'server' | 'role'> {
  return { server: pool.options.server, role: pool.options.role };
}
