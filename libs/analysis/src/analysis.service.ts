import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { CacheService } from '@strata/cache';
import { AppError } from '@strata/errors';
import { ProjectsService, type Project } from '@strata/projects';
import { UserDeletionHooks } from '@strata/users';
import type {
  Analysis,
  AnalysisAnswer,
  AnalysisReader,
  AnalysisRequest,
  AnswerSource,
} from './analysis';
import { analysisCache } from './analysis-cache-keys';
import { AnalysisRequestsRepository } from './analysis-requests.repository';
import {
  ANALYSIS_OPTIONS,
  DEFAULT_ANSWER_TTL_SECONDS,
  type AnalysisOptions,
} from './analysis.options';
import { AnalysisRepository, type AnalysisPosition } from './analysis.repository';
import { validRequest } from './analysis-input';
import { fromCachedAnalysis, toCachedAnalysis } from './cached-analysis';
import { AnalysisProcessor } from './processor';
import { contentHash, requestHash } from './request-hash';

/** How long one analysis by its id, and a page of a project's, may stay in the cache. */
const SESSION_TTL_SECONDS = 300;
const PAGE_TTL_SECONDS = 60;

/** One page of analyses, newest first, and where the next one begins; null after the last. */
export interface AnalysisPage {
  readonly analyses: readonly Analysis[];
  readonly next: AnalysisPosition | null;
}

/** Analyses, answered from the cache, else from the database, else made. Nothing crosses owners. */
@Injectable()
export class AnalysisService implements OnModuleInit {
  readonly #answerTtlSeconds: number;

  constructor(
    private readonly repository: AnalysisRepository,
    private readonly requests: AnalysisRequestsRepository,
    private readonly processor: AnalysisProcessor,
    private readonly projects: ProjectsService,
    private readonly cache: CacheService,
    private readonly deletionHooks: UserDeletionHooks,
    @Inject(ANALYSIS_OPTIONS) options: AnalysisOptions,
  ) {
    this.#answerTtlSeconds = options.answerTtlSeconds ?? DEFAULT_ANSWER_TTL_SECONDS;
  }

  onModuleInit(): void {
    this.deletionHooks.register('analysis', (userId) => this.#deleteOf(userId));
  }

  /**
   * The analysis of a request. Equal requests of one owner are stored once, and processed once however
   * many ask this process at a time. With an idempotency key, which belongs to the owner, the first
   * answer is repeated as it was given, its source included.
   * @throws AppError VALIDATION_FAILED; PROJECT_NOT_FOUND; IDEMPOTENCY_KEY_REUSED when the key came with
   *   another request.
   */
  async analyse(input: AnalysisRequest, idempotencyKey?: string): Promise<AnalysisAnswer> {
    const request = validRequest(input);
    if (request.projectId !== undefined) {
      await this.projects.getForOwner(request.userId, request.projectId);
    }
    if (idempotencyKey === undefined) return this.#answer(request);
    return (
      (await this.#replay(request, idempotencyKey)) ?? this.#answerOnce(request, idempotencyKey)
    );
  }

  /**
   * An analysis that `reader` may see: one of its own, or for an admin anybody's. Absence is not cached.
   * @throws AppError ANALYSIS_NOT_FOUND also when it is somebody else's: the two cannot be told apart.
   */
  async getFor({ subject, isAdmin }: AnalysisReader, id: string): Promise<Analysis> {
    const key = isAdmin ? analysisCache.anySession(id) : analysisCache.session(subject, id);
    const load = async () => {
      const analysis = await this.repository.find(id);
      const mayRead = isAdmin || analysis?.userId === subject;
      if (!analysis || !mayRead) throw new AppError('ANALYSIS_NOT_FOUND');
      return toCachedAnalysis(analysis);
    };
    const cached = await this.cache.getOrSet(key, load, {
      ttlSeconds: SESSION_TTL_SECONDS,
      tags: ({ userId }) => [analysisCache.ownerTag(userId)],
    });
    return fromCachedAnalysis(cached);
  }

  /** One owner's analyses, newest first. */
  async listOfUser(userId: string, limit: number, after?: AnalysisPosition): Promise<AnalysisPage> {
    return pageOf(await this.repository.listOfUser(userId, limit + 1, after), limit);
  }

  /** The analyses of a project that the caller may see, newest first. */
  async listOfProject(
    { id, userId }: Pick<Project, 'id' | 'userId'>,
    limit: number,
    after?: AnalysisPosition,
  ): Promise<AnalysisPage> {
    const load = async () => {
      const found = await this.repository.listOfProject(id, limit + 1, after);
      return found.map(toCachedAnalysis);
    };
    const cached = await this.cache.getOrSet(analysisCache.projectPage(id, limit, after), load, {
      ttlSeconds: PAGE_TTL_SECONDS,
      tags: [analysisCache.projectListTag(id), analysisCache.ownerTag(userId)],
    });
    return pageOf(cached.map(fromCachedAnalysis), limit);
  }

  async #answer(request: AnalysisRequest): Promise<AnalysisAnswer> {
    const hash = contentHash(request, this.processor.name);
    let source: AnswerSource = 'cache';
    const load = async () => {
      const answer = await this.processor.findOrProcess(request, hash);
      source = answer.source;
      return toCachedAnalysis(answer.analysis);
    };
    const cached = await this.cache.getOrSet(analysisCache.answer(request.userId, hash), load, {
      ttlSeconds: this.#answerTtlSeconds,
      tags: [analysisCache.ownerTag(request.userId)],
    });
    return { analysis: fromCachedAnalysis(cached), source };
  }

  async #replay(request: AnalysisRequest, key: string): Promise<AnalysisAnswer | undefined> {
    const recorded = await this.requests.find(request.userId, key);
    if (!recorded) return undefined;
    if (recorded.requestHash !== requestHash(request)) throw new AppError('IDEMPOTENCY_KEY_REUSED');
    const owner = { subject: request.userId, isAdmin: false };
    return { analysis: await this.getFor(owner, recorded.sessionId), source: recorded.source };
  }

  /** Of requests with one key at once, all give the answer of the one that is recorded first. */
  async #answerOnce(request: AnalysisRequest, key: string): Promise<AnalysisAnswer> {
    const answer = await this.#answer(request);
    const recorded = await this.requests.record(request.userId, key, {
      requestHash: requestHash(request),
      sessionId: answer.analysis.id,
      source: answer.source,
    });
    if (recorded) return answer;
    return (await this.#replay(request, key)) ?? answer;
  }

  async #deleteOf(userId: string): Promise<void> {
    await this.repository.deleteOf(userId);
    await this.cache.deleteByTag([
      analysisCache.ownerTag(userId),
      analysisCache.userListTag(userId),
    ]);
  }
}

function pageOf(found: readonly Analysis[], limit: number): AnalysisPage {
  const analyses = found.slice(0, limit);
  const last = analyses.at(-1);
  const next = found.length > limit && last ? { createdAt: last.createdAt, id: last.id } : null;
  return { analyses, next };
}
