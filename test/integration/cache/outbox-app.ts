import { CacheModule, CacheService, type CacheOptions } from '@strata/cache';
import { Database, DatabaseModule, UnitOfWork } from '@strata/database';
import { cachePorts } from '@strata/platform';
import type { Type } from '@nestjs/common';
import { Test, type TestingModule } from '@nestjs/testing';

/** A cache whose invalidations lie in a database until they are published, as the product wires it. */
export interface OutboxApp {
  readonly cache: CacheService;
  readonly database: Database;
  readonly unitOfWork: UnitOfWork;
  get<T>(type: Type<T>): T;
  /** Rows that wait for their publication. */
  waiting(): Promise<number>;
  close(): Promise<void>;
}

export async function openOutboxApp(
  url: string,
  options: CacheOptions,
  providers: readonly Type[] = [],
): Promise<OutboxApp> {
  const module: TestingModule = await Test.createTestingModule({
    imports: [
      DatabaseModule.forRootAsync({
        useFactory: () => ({ url, pool: { size: 2, checkoutTimeoutMs: 2_000 } }),
      }),
      CacheModule.forRootAsync({
        inject: [UnitOfWork, Database],
        useFactory: (unitOfWork: UnitOfWork, database: Database) => ({
          ...options,
          ...cachePorts(unitOfWork, database, options.namespace ?? 'cache'),
        }),
      }),
    ],
    providers: [...providers],
  }).compile();
  await module.init();
  const database = module.get(Database);
  return {
    cache: module.get(CacheService),
    database,
    unitOfWork: module.get(UnitOfWork),
    get: (type) => module.get(type),
    waiting: () => rows(database, options.namespace ?? 'cache'),
    close: () => module.close(),
  };
}

async function rows(database: Database, namespace: string): Promise<number> {
  const found = await database.write((manager) =>
    manager.query<{ n: number }[]>(
      'SELECT count(*)::int AS n FROM public.cache_invalidations WHERE namespace = $1',
      [namespace],
    ),
  );
  return found[0]?.n ?? -1;
}
