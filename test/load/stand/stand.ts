import { randomBytes } from 'node:crypto';
import { join, resolve } from 'node:path';
import { Migrator } from '@strata/database';
import { startEmbeddedPostgres } from '@strata/embedded-postgres';
import type { Cleanup } from '../../bench/cleanup';
import { Nginx } from '../../support/nginx';
import { command } from '../../support/redis/redis-cluster';
import { RedisServer } from '../../support/redis/redis-server';
import { authorization } from '../mix/tokens';
import { Replica } from './replica';
import { Service } from './service';

const MIGRATIONS = resolve(__dirname, '../../../database/migrations');
const SECRET_BYTES = 32;
/** Two processes with a pool of 30 each, and the watch. */
const MAX_CONNECTIONS = '100';
const DRAIN_SECONDS = '2';

interface Parts {
  readonly secret: string;
  readonly redis: RedisServer;
  readonly replica: Replica;
  readonly services: readonly Service[];
  readonly nginx: Nginx | undefined;
}

/** The built service as in production, with a PostgreSQL primary, its replica, Redis and, before several processes, nginx. */
export class Stand {
  /** With which the service checks tokens. */
  readonly secret: string;
  readonly redis: RedisServer;
  readonly replica: Replica;
  readonly services: readonly Service[];
  readonly #nginx: Nginx | undefined;

  private constructor({ secret, redis, replica, services, nginx }: Parts) {
    this.secret = secret;
    this.redis = redis;
    this.replica = replica;
    this.services = services;
    this.#nginx = nginx;
  }

  /** Starts everything in `folder`; `cleanup` stops it, and `settings` add to those of production. */
  static async start(
    folder: string,
    processes: number,
    cleanup: Cleanup,
    settings: NodeJS.ProcessEnv = {},
  ): Promise<Stand> {
    const [database, redis] = await Promise.all([
      startDatabase(folder, cleanup),
      startRedis(cleanup),
    ]);
    const secret = randomBytes(SECRET_BYTES).toString('hex');
    const env = {
      PATH: process.env.PATH,
      NODE_ENV: 'production',
      DATABASE_URL: database.url,
      DATABASE_READ_URLS: database.replica.url,
      REDIS_URL: redis.url,
      AUTH_JWT_SECRET: secret,
      SHUTDOWN_DRAIN_SECONDS: DRAIN_SECONDS,
      ...settings,
    };
    const services: Service[] = [];
    for (let index = 1; index <= processes; index += 1) {
      const service = await Service.start(`process ${String(index)}`, folder, env);
      cleanup.add(() => service.stop());
      services.push(service);
    }
    const nginx = processes > 1 ? await startNginx(services, cleanup) : undefined;
    return new Stand({ secret, redis, replica: database.replica, services, nginx });
  }

  /** Where requests are sent to. */
  get origin(): string {
    const origin = this.#nginx?.url ?? this.services[0]?.origin;
    if (origin === undefined) throw new Error('no service was started');
    return origin;
  }

  /** Restarts a process as an orchestrator does: routes away from what is not ready, and back to it. */
  async restart(index: number): Promise<void> {
    const service = this.services[index];
    if (!service) throw new Error(`there is no process ${String(index)}`);
    await service.stop(() => this.#route(this.services.filter((other) => other !== service)));
    await service.start();
    await this.#route(this.services);
  }

  /** Invalidates everything that is cached, in every process. */
  async clearCache(): Promise<void> {
    const response = await fetch(`${this.origin}/admin/cache/invalidate`, {
      method: 'POST',
      headers: {
        ...(await authorization(this.secret, 'load-operator', 'admin')),
        'content-type': 'application/json',
      },
      body: JSON.stringify({ patterns: ['*'] }),
    });
    if (!response.ok) throw new Error(`The cache was not cleared: ${await response.text()}`);
  }

  /** Removes everything from Redis, as a server that lost its data. */
  async emptyRedis(): Promise<void> {
    await command(this.redis, 'FLUSHALL');
  }

  async #route(services: readonly Service[]): Promise<void> {
    await this.#nginx?.route(services.map(({ port }) => port));
  }
}

async function startDatabase(folder: string, cleanup: Cleanup) {
  const primary = await startEmbeddedPostgres({
    dataDir: join(folder, 'database'),
    rootDataParent: folder,
    database: 'strata',
    settings: { max_connections: MAX_CONNECTIONS },
  });
  cleanup.add(() => primary.stop());
  const url = primary.connectionString;
  await new Migrator({ connectionString: url, directory: MIGRATIONS }).up();
  return { url, replica: await Replica.start(primary) };
}

async function startRedis(cleanup: Cleanup): Promise<RedisServer> {
  const redis = await RedisServer.start();
  cleanup.add(() => redis.stop());
  return redis;
}

async function startNginx(services: readonly Service[], cleanup: Cleanup): Promise<Nginx> {
  const nginx = await Nginx.start(services.map(({ port }) => port));
  cleanup.add(() => nginx.stop());
  return nginx;
}
