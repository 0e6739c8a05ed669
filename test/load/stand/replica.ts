import type { EmbeddedPostgres, EmbeddedReplica } from '@strata/embedded-postgres';
import { ClusterServer } from '../../support/postgres-cluster';

/** A streaming replica that a scenario may harm; its address stays the same. */
export class Replica {
  readonly url: string;
  readonly #primary: EmbeddedPostgres;
  #replica: EmbeddedReplica;

  private constructor(primary: EmbeddedPostgres, replica: EmbeddedReplica) {
    this.#primary = primary;
    this.#replica = replica;
    this.url = replica.connectionString;
  }

  static async start(primary: EmbeddedPostgres): Promise<Replica> {
    return new Replica(primary, await primary.startReplica());
  }

  /** Connections stay open, and nothing answers. */
  freeze(): Promise<void> {
    return this.#server.freeze();
  }

  thaw(): Promise<void> {
    return this.#server.thaw();
  }

  kill(): Promise<void> {
    return this.#server.kill();
  }

  /** Makes the replica anew from the primary, as one does whose data may be damaged. */
  async rebuild(): Promise<void> {
    const { port } = this.#replica;
    await this.#replica.stop();
    this.#replica = await this.#primary.startReplica({ port });
  }

  get #server(): ClusterServer {
    return new ClusterServer(this.url, this.#replica.dataDir);
  }
}
