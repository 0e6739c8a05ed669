import type { CacheOptions, RedisOptions } from '@strata/cache';
import { RedisServer } from '../../support/redis/redis-server';
import { closeCaches, type OpenCache, openCache, openPair, patientRedis } from './open-cache';

/** The Redis of one spec, on which each test opens caches in a namespace of its own. */
export class SpecRedis {
  #server: RedisServer | undefined;
  #tests = 0;

  /** To be called once, outside every test: registers the hooks that start, clean up and stop. */
  static use(): SpecRedis {
    const redis = new SpecRedis();
    beforeAll(async () => {
      redis.#server = await RedisServer.start();
    });
    beforeEach(() => void redis.#tests++);
    afterEach(closeCaches);
    afterAll(() => redis.server.stop());
    return redis;
  }

  get server(): RedisServer {
    if (this.#server === undefined) throw new Error('No test has begun.');
    return this.#server;
  }

  /** Of the test that runs. */
  get namespace(): string {
    return `test-${this.#tests}`;
  }

  /** One process's worth of the test's cache. */
  open(
    redis: RedisOptions = patientRedis(this.server.url),
    options: CacheOptions = {},
  ): Promise<OpenCache> {
    return openCache({ namespace: this.namespace, redis, ...options });
  }

  /** Two processes' worth of it, once both use Redis. */
  openTwo(): Promise<readonly [OpenCache, OpenCache]> {
    return openPair({ namespace: this.namespace, redis: patientRedis(this.server.url) });
  }
}
