import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { CacheModule } from '@strata/cache';
import { Database, DatabaseModule, UnitOfWork } from '@strata/database';
import { StatsModule } from '@strata/stats';
import { UsersModule } from '@strata/users';
import { loadConfig } from '../../api/src/app.config';
import { cacheOptions, databaseOptions, type SettledConfig } from '../../api/src/module-options';
import { openDatabase, type OpenedDatabase } from '../../api/src/open-database';
import { rebuildStats } from './rebuild-stats-command';

/** What the command needs of the application: the cache too, so that other processes are told. */
class RebuildStatsModule {}

/** On the configured database; in development without one, on the embedded one. */
async function main(): Promise<number> {
  const { config, warnings } = loadConfig({ servesRequests: false });
  for (const warning of warnings) console.error(warning);
  let database: OpenedDatabase | undefined;
  try {
    return await rebuildStats({
      args: process.argv.slice(2),
      boot: async () => boot((database = await openDatabase(config)).config),
      print: (line) => console.log(line),
    });
  } finally {
    await database?.close();
  }
}

function boot(config: SettledConfig): Promise<INestApplicationContext> {
  const imports = [
    DatabaseModule.forRootAsync({ useFactory: () => databaseOptions(config) }),
    CacheModule.forRootAsync({
      inject: [UnitOfWork, Database],
      useFactory: (unitOfWork: UnitOfWork, database: Database) =>
        cacheOptions(config, unitOfWork, database),
    }),
    UsersModule.forRoot({}),
    StatsModule.forRoot({}),
  ];
  return NestFactory.createApplicationContext(
    { module: RebuildStatsModule, imports },
    { logger: ['error', 'warn'], abortOnError: false },
  );
}

main().then(
  (exitCode) => (process.exitCode = exitCode),
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : String(error));
    process.exitCode = 2;
  },
);
