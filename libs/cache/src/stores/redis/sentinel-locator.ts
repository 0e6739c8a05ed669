import { RedisUnavailableError } from '../../errors';
import type { ConnectionBudget } from './connection-budget';
import { askOnce, type ClientOptions, createRedisClient } from './redis-client';
import type { RedisPlace, RedisTarget } from './redis-url';

/**
 * Where the sentinels say that the master is now. They are asked one after the other, the one that
 * answered last first, and all of them within `connectTimeoutMs`.
 */
export class SentinelLocator {
  readonly #options: ClientOptions;
  readonly #target: RedisTarget;
  readonly #budget: ConnectionBudget;
  #sentinels: readonly RedisPlace[];

  constructor(options: ClientOptions, target: RedisTarget, budget: ConnectionBudget) {
    this.#options = options;
    this.#target = target;
    this.#budget = budget;
    this.#sentinels = target.places;
  }

  /** @throws RedisUnavailableError when no sentinel can tell */
  async locate(): Promise<RedisPlace> {
    const causes: unknown[] = [];
    for (const sentinel of this.#sentinels) {
      try {
        const master = await this.#ask(sentinel);
        this.#sentinels = [sentinel, ...this.#sentinels.filter((each) => each !== sentinel)];
        return master;
      } catch (error) {
        causes.push(error);
      }
    }
    throw new RedisUnavailableError('No sentinel names a master.', new AggregateError(causes));
  }

  async #ask(sentinel: RedisPlace): Promise<RedisPlace> {
    // Users and passwords of the servers are not those of the sentinels.
    const login = { tls: this.#target.tls, username: undefined, password: undefined, database: 0 };
    const client = createRedisClient(this.#options, login, sentinel, 'strata-locator');
    const limitMs = this.#options.connectTimeoutMs / this.#sentinels.length;
    const question = ['SENTINEL', 'GET-MASTER-ADDR-BY-NAME', this.#target.masterName];
    const answer: unknown = await askOnce(client, this.#budget, limitMs, (connected) =>
      connected.sendCommand(question),
    );
    const [host, port] = Array.isArray(answer) ? (answer as readonly unknown[]) : [];
    if (typeof host !== 'string' || typeof port !== 'string') {
      throw new RedisUnavailableError('A sentinel knows no master of that name.');
    }
    return { host, port: Number(port) };
  }
}
