import { Test, type TestingModule } from '@nestjs/testing';
import { CacheModule, CacheService } from '@strata/cache';
import { Database, DatabaseEvents, DatabaseModule, UnitOfWork } from '@strata/database';
import {
  ActivityService,
  Clock,
  StatsModule,
  StatsRebuildService,
  StatsService,
  type StatsOptions,
} from '@strata/stats';
import { UserDeletionHooks, UserSettingsService, UsersModule, UsersService } from '@strata/users';
import { createTestDatabase, type TestDatabase } from '../../support/test-database';

/** A clock that stands still until it is set; the real one until then. */
export class TestClock extends Clock {
  #now: Date | undefined;

  override now(): Date {
    return this.#now ?? super.now();
  }

  set(now: string): void {
    this.#now = new Date(now);
  }

  reset(): void {
    this.#now = undefined;
  }
}

/** What a domain is started with. */
export interface DomainOptions extends StatsOptions {
  /** Whether reads may go to the replica; default false. */
  readonly replica?: boolean;
}

/** Users and stats on a database of their own, with the memory tier of the cache. */
export class Domain {
  readonly clock = new TestClock();
  /** While true, calls neither read the cache nor store in it. */
  bypassCache = false;
  #app!: TestingModule;
  #testDatabase!: TestDatabase;

  static async start(options: DomainOptions = {}): Promise<Domain> {
    const domain = new Domain();
    await domain.#start(options);
    return domain;
  }

  get app(): TestingModule {
    return this.#app;
  }
  get users(): UsersService {
    return this.#app.get(UsersService);
  }
  get settings(): UserSettingsService {
    return this.#app.get(UserSettingsService);
  }
  get deletionHooks(): UserDeletionHooks {
    return this.#app.get(UserDeletionHooks);
  }
  get activities(): ActivityService {
    return this.#app.get(ActivityService);
  }
  get stats(): StatsService {
    return this.#app.get(StatsService);
  }
  get rebuild(): StatsRebuildService {
    return this.#app.get(StatsRebuildService);
  }
  get cache(): CacheService {
    return this.#app.get(CacheService);
  }
  get unitOfWork(): UnitOfWork {
    return this.#app.get(UnitOfWork);
  }
  get databaseEvents(): DatabaseEvents {
    return this.#app.get(DatabaseEvents);
  }

  /** Runs a statement behind the back of the services. */
  async sql<Row = unknown>(text: string, parameters: unknown[] = []): Promise<Row[]> {
    return this.#app.get(Database).write((m) => m.query<Row[]>(text, parameters));
  }

  /** Removes every user, with what belongs to them, and every cache entry. */
  async clear(): Promise<void> {
    this.clock.reset();
    this.bypassCache = false;
    await this.sql('TRUNCATE auth.users CASCADE');
    await this.cache.clear();
  }

  async stop(): Promise<void> {
    try {
      await this.#app.close();
    } finally {
      await this.#testDatabase.drop();
    }
  }

  async #start({ replica = false, ...stats }: DomainOptions): Promise<void> {
    this.#testDatabase = await createTestDatabase();
    const { url, replicaUrl } = this.#testDatabase;
    this.#app = await Test.createTestingModule({
      imports: [
        DatabaseModule.forRootAsync({
          useFactory: () => ({
            url,
            readUrls: replica ? [replicaUrl] : [],
            pool: { size: 5 },
            consistency: () => (this.bypassCache ? { required: () => 'everything' } : undefined),
          }),
        }),
        CacheModule.forRootAsync({
          inject: [UnitOfWork, Database],
          useFactory: (unitOfWork: UnitOfWork, database: Database) => ({
            bypass: () => this.bypassCache,
            insideTransaction: () => unitOfWork.active,
            afterCommit: (hook: () => void | Promise<void>) => unitOfWork.afterCommit(hook),
            ...(replica && {
              fence: {
                position: () => database.position(),
                readAfter: (positions, load) => database.readAfter(positions, load),
              },
            }),
          }),
        }),
        UsersModule.forRoot({}),
        StatsModule.forRoot(stats),
      ],
    })
      .overrideProvider(Clock)
      .useValue(this.clock)
      .compile();
    await this.#app.init();
  }
}
