import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { AnalysisModule, AnalysisService } from '@strata/analysis';
import { ApiKeysModule, ApiKeysService } from '@strata/api-keys';
import { AuditModule, AuditService } from '@strata/audit';
import { CacheModule } from '@strata/cache';
import { Database, DatabaseModule, UnitOfWork } from '@strata/database';
import { DatabaseOutbox, deleteBatch, IdempotentRequests } from '@strata/platform';
import { ProjectsModule, ProjectsService } from '@strata/projects';
import { ActivityService, StatsModule, StatsService } from '@strata/stats';
import { UserSettingsService, UsersModule, UsersService } from '@strata/users';
import { DataSource } from 'typeorm';
import type { Logger } from 'typeorm';

/** A statement as TypeORM sends it to the server. */
export interface Statement {
  readonly sql: string;
  readonly parameters: readonly unknown[];
}

const EXPLAINABLE = /^\s*(SELECT|INSERT|UPDATE|DELETE|WITH)\b/i;

/** Keeps the statements that are sent. */
class Recorder implements Logger {
  statements: Statement[] = [];

  logQuery(sql: string, parameters: unknown[] = []): void {
    if (EXPLAINABLE.test(sql)) this.statements.push({ sql, parameters });
  }

  logQueryError(): void {
    // It reaches the caller.
  }

  logQuerySlow(): void {
    // Slow ones are what is looked for.
  }

  logSchemaBuild(): void {
    // The schema is built by migrations.
  }

  logMigration(): void {
    // TypeORM's migrations are not used.
  }

  log(): void {
    // Statements alone are of interest.
  }
}

class ProductModule {}

/** Ends a unit of work whose changes nobody wants. */
class Undone extends Error {}

/** The product's services on one database and without a cache, so that every call reaches the database. */
export class Product {
  readonly users: UsersService;
  readonly settings: UserSettingsService;
  readonly projects: ProjectsService;
  readonly analyses: AnalysisService;
  readonly activities: ActivityService;
  readonly stats: StatsService;
  readonly outbox: DatabaseOutbox;
  readonly apiKeys: ApiKeysService;
  readonly audit: AuditService;
  readonly idempotent: IdempotentRequests;
  readonly #app: INestApplicationContext;
  readonly #recorder = new Recorder();

  private constructor(app: INestApplicationContext) {
    this.#app = app;
    this.users = app.get(UsersService);
    this.settings = app.get(UserSettingsService);
    this.projects = app.get(ProjectsService);
    this.analyses = app.get(AnalysisService);
    this.activities = app.get(ActivityService);
    this.stats = app.get(StatsService);
    this.outbox = new DatabaseOutbox(app.get(Database), app.get(UnitOfWork), 'strata');
    this.apiKeys = app.get(ApiKeysService);
    this.audit = app.get(AuditService);
    this.idempotent = new IdempotentRequests(app.get(Database), app.get(UnitOfWork));
    app.get(DataSource).logger = this.#recorder;
  }

  static async start(url: string): Promise<Product> {
    const imports = [
      DatabaseModule.forRootAsync({ useFactory: () => ({ url }) }),
      CacheModule.forRootAsync({ useFactory: () => ({ enabled: false }) }),
      UsersModule.forRoot({}),
      ProjectsModule,
      StatsModule.forRoot({}),
      AnalysisModule.forRoot({}),
      ApiKeysModule,
      AuditModule,
    ];
    const options = { logger: ['error', 'warn'] as ('error' | 'warn')[], abortOnError: false };
    return new Product(
      await NestFactory.createApplicationContext({ module: ProductModule, imports }, options),
    );
  }

  /** Deletes rows of `table` that are older. */
  retain(table: string, days: number): Promise<unknown> {
    return deleteBatch(this.#app.get(UnitOfWork), { table, days });
  }

  /** Runs `call`, takes back what it wrote, and answers the statements that it sent, also when it failed. */
  async statementsOf(call: () => Promise<unknown>): Promise<Statement[]> {
    this.#recorder.statements = [];
    const undo = () => call().then(() => Promise.reject(new Undone()));
    const work = this.#app.get(UnitOfWork).transaction(undo);
    await work.catch(() => undefined);
    return this.#recorder.statements;
  }

  stop(): Promise<void> {
    return this.#app.close();
  }
}
