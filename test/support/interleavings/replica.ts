import type { VersionFence } from '../../../libs/cache/src/coherence/source-history';
import type { Shared } from './shared';

/** The source with a replica, which may be behind; every read takes a while. */
export class ReplicatedSource implements VersionFence {
  readonly #shared: Shared;
  #atReplica = false;

  constructor(shared: Shared) {
    this.#shared = shared;
  }

  async position(): Promise<string> {
    await this.#shared.gate.step();
    const position = String(this.#shared.version);
    await this.#shared.gate.step();
    return position;
  }

  /** The replica is asked whenever it has all that the load must see. */
  readAfter<T>(positions: readonly string[], load: () => Promise<T>): Promise<T> {
    const { replica } = this.#shared;
    this.#atReplica = positions.every((each) => each !== '' && Number(each) <= replica);
    return load();
  }

  /** To be begun in the same turn as the load. */
  async read(): Promise<number> {
    const seen = this.#atReplica ? this.#shared.replica : this.#shared.version;
    await this.#shared.gate.step();
    return seen;
  }
}
