import {
  Module,
  type DynamicModule,
  type FactoryProvider,
  type ModuleMetadata,
} from '@nestjs/common';
import { DatabaseEvents } from '../database-events';
import { resolveDatabaseOptions, type DatabaseOptions } from '../database-options';
import { DatabaseServers } from './database-servers';

/** How the module gets its options. */
export interface DatabaseModuleAsyncOptions extends Pick<ModuleMetadata, 'imports'> {
  /** What `useFactory` receives. */
  readonly inject?: FactoryProvider['inject'];
  readonly useFactory: FactoryProvider<DatabaseOptions | Promise<DatabaseOptions>>['useFactory'];
}

const DATABASE_OPTIONS = Symbol('DATABASE_OPTIONS');

/** What TypeORM and our own services both need: the servers, and the events. */
@Module({})
export class DatabaseServersModule {
  static forRootAsync({ imports, inject, useFactory }: DatabaseModuleAsyncOptions): DynamicModule {
    return {
      module: DatabaseServersModule,
      imports,
      providers: [
        { provide: DATABASE_OPTIONS, inject, useFactory },
        DatabaseEvents,
        {
          provide: DatabaseServers,
          inject: [DATABASE_OPTIONS, DatabaseEvents],
          useFactory: (options: DatabaseOptions, events: DatabaseEvents) =>
            new DatabaseServers(resolveDatabaseOptions(options), events),
        },
      ],
      exports: [DatabaseEvents, DatabaseServers],
    };
  }
}
