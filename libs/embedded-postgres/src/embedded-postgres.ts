import type { OwnerLock } from './owner-lock';
import type { ReplicaOptions } from './options';
import { startReplica, type EmbeddedReplica, type PrimaryContext } from './replica';
import type { ServerProcess } from './server-process';
import { connectionString } from './session';

/** A running embedded server. */
export class EmbeddedPostgres {
  /** Where to connect, as the server's superuser; holds the password. */
  readonly connectionString: string;
  /** Port on 127.0.0.1. */
  readonly port: number;
  /** The folder in which everything of this server lies; outside the requested one when the caller is root. */
  readonly dataDir: string;
  /** True when this start created the database, which is then empty. */
  readonly firstStart: boolean;

  readonly #server: ServerProcess;
  readonly #lock: OwnerLock;
  readonly #context: PrimaryContext;
  readonly #replicas = new Map<string, Promise<EmbeddedReplica>>();
  #stopping: Promise<void> | undefined;

  /** Use {@link startEmbeddedPostgres}. */
  constructor(
    server: ServerProcess,
    lock: OwnerLock,
    context: PrimaryContext,
    firstStart: boolean,
  ) {
    this.#server = server;
    this.#lock = lock;
    this.#context = context;
    this.connectionString = connectionString(context.address);
    this.port = context.address.port;
    this.dataDir = context.folder.path;
    this.firstStart = firstStart;
  }

  /**
   * Starts a replica of this server, a fresh copy that then follows it through a replication slot.
   * Throws EMBEDDED_REPLICA_FAILED; a TypeError when a replica of that name runs.
   */
  async startReplica(options: ReplicaOptions = {}): Promise<EmbeddedReplica> {
    const { name = '1' } = options;
    if (this.#replicas.has(name)) throw new TypeError(`a replica "${name}" runs already`);
    const starting = startReplica(this.#context, name, options);
    this.#replicas.set(name, starting);
    try {
      const replica = await starting;
      return { ...replica, stop: () => this.#stopReplica(name, replica) };
    } catch (error) {
      this.#replicas.delete(name);
      throw error;
    }
  }

  /** Stops the replicas, then the server, with a checkpoint, and gives the folder free. May be called again. */
  async stop(): Promise<void> {
    this.#stopping ??= this.#stopAll();
    await this.#stopping;
  }

  async #stopReplica(name: string, replica: EmbeddedReplica): Promise<void> {
    await replica.stop();
    this.#replicas.delete(name);
  }

  async #stopAll(): Promise<void> {
    try {
      const replicas = await Promise.allSettled(this.#replicas.values());
      const running = replicas.filter((start) => start.status === 'fulfilled');
      await Promise.all(running.map(({ value }) => value.stop()));
    } finally {
      await this.#stopServer();
    }
  }

  async #stopServer(): Promise<void> {
    try {
      await this.#server.stop(this.#context.timeouts.stopTimeoutMs);
    } finally {
      await this.#lock.release();
    }
  }
}
