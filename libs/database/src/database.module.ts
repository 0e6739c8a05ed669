import { Global, Module, type DynamicModule, type OnApplicationBootstrap } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { Database } from './database';
import { DatabaseEvents } from './database-events';
import { DatabaseStatus } from './database-status';
import { toConnectError } from './errors/to-database-error';
import type { ServerPool } from './pool/server-pool';
import { connectionLimit } from './servers/connection-limit';
import { DatabaseInsight } from './insight/database-insight';
import { DatabaseServers } from './servers/database-servers';
import {
  DatabaseServersModule,
  type DatabaseModuleAsyncOptions,
} from './servers/database-servers.module';
import { UnitOfWork } from './transaction/unit-of-work';
import { createDataSource } from './typeorm/draining-data-source';
import { typeOrmOptions } from './typeorm/typeorm-options';

/**
 * TypeORM on pools that are bounded, watched and routed. Global: import it once, at the root; other
 * modules use `TypeOrmModule.forFeature` and inject {@link Database} and {@link UnitOfWork}.
 */
@Global()
@Module({})
export class DatabaseModule implements OnApplicationBootstrap {
  constructor(
    private readonly servers: DatabaseServers,
    private readonly events: DatabaseEvents,
  ) {}

  /**
   * The start waits for the primary, at most `startTimeoutMs`, and fails with DatabaseUnavailableError.
   * The shutdown (`app.close()`, or a signal with `app.enableShutdownHooks()`) waits for work in flight.
   */
  static forRootAsync(options: DatabaseModuleAsyncOptions): DynamicModule {
    const servers = DatabaseServersModule.forRootAsync(options);
    const typeOrm = TypeOrmModule.forRootAsync({
      imports: [servers],
      inject: [DatabaseServers],
      useFactory: async (opened: DatabaseServers) => {
        await opened.open();
        return typeOrmOptions(opened);
      },
      dataSourceFactory: createDataSource,
    });
    return {
      module: DatabaseModule,
      imports: [servers, typeOrm],
      providers: [Database, UnitOfWork, DatabaseStatus, DatabaseInsight],
      exports: [servers, typeOrm, Database, UnitOfWork, DatabaseStatus, DatabaseInsight],
    };
  }

  /** Announces the configuration when every listener has had the chance to subscribe. */
  async onApplicationBootstrap(): Promise<void> {
    this.#announcePools();
    // What a pooler's clients may come to says nothing about the server's connections.
    if (this.servers.options.pooler !== 'none') return;
    await Promise.all(this.servers.pools.map((pool) => this.#announceLimit(pool)));
  }

  async #announceLimit(pool: ServerPool): Promise<void> {
    const { server } = pool.options;
    try {
      const limit = await connectionLimit(pool, this.servers.options.processes);
      this.events.emit('connection_limit', { server, ...limit });
    } catch (error) {
      this.events.emit('connection_failed', { server, reason: toConnectError(error).reason });
    }
  }

  #announcePools(): void {
    const { applicationName } = this.servers.options;
    for (const { options, figures } of this.servers.pools) {
      const { server, role, size, maxOverflow, checkoutTimeoutMs, recycleSeconds, prePing } =
        options;
      const { totalConnections } = figures;
      const pool = {
        size,
        maxOverflow,
        checkoutTimeoutMs,
        recycleSeconds,
        prePing,
        totalConnections,
      };
      this.events.emit('pool_configuration', { server, role, applicationName, ...pool });
    }
  }
}
