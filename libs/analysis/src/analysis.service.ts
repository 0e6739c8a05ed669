import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { CacheService } from '@strata/cache';
import { pageOf, type Page, type PagePosition } from '@strata/database';
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
import { AnalysisRequestsRepository, type KeyClaim } from './analysis-requests.repository';
import {
  ANALYSIS_OPTIONS,
  DEFAULT_ANSWER_TTL_SECONDS,
  DEFAULT_CLAIM_SECONDS,
  type AnalysisOptions,
} from './analysis.options';
import { AnalysisRepository } from './analysis.repository';
import { validRequest } from './analysis-input';
import { fromCachedAnalysis, toCachedAnalysis } from './cached-analysis';
import { AnalysisProcessor } from './processor';
import { contentHash, requestHash } from './request-hash';

/** How long one analysis by its id, and a page of a project's, may stay in the cache. */
const SESSION_TTL_SECONDS = 300;
const PAGE_TTL_SECONDS = 60;

/** Seconds after which a request that is under way will mostly have been answered. */
const IN_USE_RETRY_SECONDS = 1;

/** Analyses, answered from the cache, else from the database, else made. Nothing crosses owners. */
@Injectable()
export class AnalysisService implements OnModuleInit {
  readonly #answerTtlSeconds: number;
  readonly #claimSeconds: number;

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
    this.#claimSeconds = options.claimSeconds ?? DEFAULT_CLAIM_SECONDS;
  }

  onModuleInit(): void {
    this.deletionHooks.register('analysis', (userId) => this.#deleteOf(userId));
  }

  /**
   * The analysis of a request. Equal requests of one owner are stored once, and processed once however
   * many ask this process at a time. With an idempotency key, which belongs to the owner, the first
   * answer is repeated as it was given, its source included; a failure is not, and leaves the key free.
   * @throws AppError VALIDATION_FAILED; PROJECT_NOT_FOUND; IDEMPOTENCY_KEY_REUSED when the key came with
   *   another request; IDEMPOTENCY_KEY_IN_USE while the first request with it is under way, in any process.
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
  async listOfUser(userId: string, limit: number, after?: PagePosition): Promise<Page<Analysis>> {
    return pageOf(await this.repository.listOfUser(userId, limit + 1, after), limit);
  }

  /** The analyses of a project that the caller may see, newest first. */
  async listOfProject(
    { id, userId }: Pick<Project, 'id' | 'userId'>,
    limit: number,
    after?: PagePosition,
  ): Promise<Page<Analysis>> {
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

  async #answerOnce(request: AnalysisRequest, key: string): Promise<AnalysisAnswer> {
    const claim = await this.requests.claim(request.userId, key, this.#claimSeconds);
    if (claim === undefined) {
      throw new AppError('IDEMPOTENCY_KEY_IN_USE', { retryAfterSeconds: IN_USE_RETRY_SECONDS });
    }
    try {
      return await this.#answerClaimed(request, claim);
    } catch (error) {
      // Where this fails too, as after the request's deadline, the claim ends by itself.
      await this.requests.release(claim).catch(() => undefined);
      throw error;
    }
  }

  async #answerClaimed(request: AnalysisRequest, claim: KeyClaim): Promise<AnalysisAnswer> {
    // It sees what the last holder of the claim has recorded.
    const earlier = await this.#replay(request, claim.key);
    if (earlier) {
      await this.requests.release(claim);
      return earlier;
    }
    const answer = await this.#answer(request);
    const recorded = await this.requests.record(claim, {
      requestHash: requestHash(request),
      sessionId: answer.analysis.id,
      source: answer.source,
    });
    return recorded ? answer : ((await this.#replay(request, claim.key)) ?? answer);
  }

  async #deleteOf(userId: string): Promise<void> {
    await this.repository.deleteOf(userId);
    await this.cache.deleteByTag([
      analysisCache.ownerTag(userId),
      analysisCache.userListTag(userId),
    ]);
  }
}
