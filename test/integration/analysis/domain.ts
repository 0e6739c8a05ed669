import { Test, type TestingModule } from '@nestjs/testing';
import {
  AnalysisModule,
  AnalysisService,
  LocalAnalyser,
  type Analyser,
  type AnalysisInput,
  type AnalysisRequest,
  type AnalysisResult,
} from '@strata/analysis';
import { CacheModule, CacheService } from '@strata/cache';
import { Database, DatabaseModule, UnitOfWork } from '@strata/database';
import { ProjectsModule, ProjectsService } from '@strata/projects';
import { UsersModule, UsersService } from '@strata/users';
import { createTestDatabase, type TestDatabase } from '../../support/test-database';
import { testRedisUrl } from '../../support/test-redis';
import { connected, patientRedis } from '../cache/open-cache';

/** Longer than a busy machine takes for anything that is to be done meanwhile. */
const CLAIM_SECONDS = 600;
const PATIENT_DATABASE = { lockTimeoutMs: 200_000, statementTimeoutMs: 200_000 };

/** The local analyser, counting what it is asked; fails and waits on request. */
export class CountingAnalyser implements Analyser {
  version = 1;
  calls = 0;
  failure: Error | undefined;
  /** Every analysis waits for it. */
  gate: Promise<void> | undefined;
  readonly #local = new LocalAnalyser();

  get name(): string {
    return `counting/${this.version}`;
  }

  async analyse(input: AnalysisInput): Promise<AnalysisResult> {
    this.calls += 1;
    await this.gate;
    if (this.failure) throw this.failure;
    return this.#local.analyse(input);
  }
}

/** One process of the service: analyses, projects and users over a shared database and cache. */
export interface Node {
  readonly app: TestingModule;
  readonly analysis: AnalysisService;
  readonly projects: ProjectsService;
  readonly users: UsersService;
  readonly cache: CacheService;
  readonly unitOfWork: UnitOfWork;
}

export interface AnalysisDomainOptions {
  /** How many processes share the database and, from two on, Redis. Default 1. */
  readonly nodes?: number;
  readonly cacheEnabled?: boolean;
}

/** Analyses on a database of their own. */
export class AnalysisDomain {
  readonly analyser = new CountingAnalyser();
  /** While true, calls neither read the cache nor store in it. */
  bypassCache = false;
  readonly #nodes: Node[] = [];
  #testDatabase!: TestDatabase;

  static async start(options: AnalysisDomainOptions = {}): Promise<AnalysisDomain> {
    const domain = new AnalysisDomain();
    await domain.#start(options);
    return domain;
  }

  node(index = 0): Node {
    const node = this.#nodes[index];
    if (!node) throw new RangeError(`There is no node ${index}.`);
    return node;
  }

  /** Of the database. */
  get url(): string {
    return this.#testDatabase.url;
  }

  get analysis(): AnalysisService {
    return this.node().analysis;
  }

  /** Runs a statement behind the back of the services. */
  async sql<Row = unknown>(text: string, parameters: unknown[] = []): Promise<Row[]> {
    return this.node()
      .app.get(Database)
      .write((m) => m.query<Row[]>(text, parameters));
  }

  async count(table: string): Promise<number> {
    const rows = await this.sql<{ n: number }>(`SELECT count(*)::int AS n FROM ${table}`);
    return rows[0]?.n ?? 0;
  }

  /** Removes every row and every cache entry. */
  async clear(): Promise<void> {
    this.bypassCache = false;
    this.analyser.failure = undefined;
    this.analyser.gate = undefined;
    this.analyser.version = 1;
    this.analyser.calls = 0;
    await this.sql(`TRUNCATE auth.users, projects.projects, production.analysis_sessions,
      production.analysis_claims CASCADE`);
    await this.node().cache.clear();
  }

  async stop(): Promise<void> {
    try {
      await Promise.all(this.#nodes.map(({ app }) => app.close()));
    } finally {
      await this.#testDatabase.drop();
    }
  }

  async #start({ nodes = 1, cacheEnabled = true }: AnalysisDomainOptions): Promise<void> {
    this.#testDatabase = await createTestDatabase();
    const redisUrl = nodes > 1 ? await testRedisUrl() : undefined;
    for (let index = 0; index < nodes; index += 1) {
      this.#nodes.push(await this.#startNode(redisUrl, cacheEnabled));
    }
  }

  async #startNode(redisUrl: string | undefined, enabled: boolean): Promise<Node> {
    const { url } = this.#testDatabase;
    const app = await Test.createTestingModule({
      imports: [
        DatabaseModule.forRootAsync({
          useFactory: () => ({ url, pool: { size: 5 }, ...PATIENT_DATABASE }),
        }),
        CacheModule.forRootAsync({
          inject: [UnitOfWork],
          useFactory: (unitOfWork: UnitOfWork) => ({
            enabled,
            ...(redisUrl !== undefined && { redis: patientRedis(redisUrl) }),
            bypass: () => this.bypassCache,
            insideTransaction: () => unitOfWork.active,
            afterCommit: (hook: () => void | Promise<void>) => unitOfWork.afterCommit(hook),
          }),
        }),
        UsersModule.forRoot({}),
        ProjectsModule,
        AnalysisModule.forRoot({ analyser: this.analyser, claimSeconds: CLAIM_SECONDS }),
      ],
    }).compile();
    await app.init();
    if (redisUrl !== undefined) await connected({ cache: app.get(CacheService) });
    return {
      app,
      analysis: app.get(AnalysisService),
      projects: app.get(ProjectsService),
      users: app.get(UsersService),
      cache: app.get(CacheService),
      unitOfWork: app.get(UnitOfWork),
    };
  }
}

/** A request of one owner for something unlike any other. */
export function requestOf(userId: string, changes: Partial<AnalysisRequest> = {}): AnalysisRequest {
  return {
    userId,
    kind: 'issue',
    title: 'Login page crashes on Safari',
    content: 'Steps to reproduce: open the login page and press Enter.',
    ...changes,
  };
}
