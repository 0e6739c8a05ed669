import { RedisUnavailableError } from '../../../libs/cache/src/errors';
import type { RedisClient } from '../../../libs/cache/src/stores/redis/redis-client';
import type { RedisConnection } from '../../../libs/cache/src/stores/redis/redis-connection';
import { gatedClient } from './gated-client';
import type { Link } from './link';
import type { Shared } from './shared';

/** One process's way to Redis. A restart of the server cuts it, with all that is on its way. */
export class Connection {
  readonly client: RedisClient;
  readonly link: Link;
  readonly #shared: Shared;
  #run: number;

  constructor(shared: Shared, link: Link) {
    this.#shared = shared;
    this.link = link;
    this.#run = shared.run;
    this.client = gatedClient(shared, (run) => this.call(run));
  }

  get ready(): boolean {
    return this.#run === this.#shared.run;
  }

  /** A fresh connection, which has to be greeted before it is used. */
  reopen(): void {
    this.#run = this.#shared.run;
  }

  async call<T>(run: () => Promise<T>): Promise<T> {
    const requireSame = this.#sameServer();
    const answer = await this.#shared.gate.call(async () => {
      requireSame();
      return run();
    });
    if (this.link.isHeld) {
      await this.link.delivered();
      await this.#shared.gate.step();
    }
    requireSame();
    return answer;
  }

  /** The library's parts ask for nothing else of a connection. */
  asConnection(): RedisConnection {
    const isReady = (): boolean => this.ready;
    const execute = <T>(call: (client: RedisClient) => Promise<T>): Promise<T> =>
      isReady() ? call(this.client) : Promise.reject(cut());
    const connection = {
      get ready() {
        return isReady();
      },
      execute,
    };
    return connection as unknown as RedisConnection;
  }

  #sameServer(): () => void {
    const run = this.#run;
    return () => {
      if (run !== this.#shared.run) throw cut();
    };
  }
}

function cut(): RedisUnavailableError {
  return new RedisUnavailableError('The connection was cut.');
}
