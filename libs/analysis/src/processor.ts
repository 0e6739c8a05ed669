import { Inject, Injectable } from '@nestjs/common';
import { CacheService } from '@strata/cache';
import { UnitOfWork } from '@strata/database';
import type { Analyser } from './analyser/analyser';
import { LocalAnalyser } from './analyser/local-analyser';
import type { AnalysisAnswer, AnalysisRequest, StoredResult } from './analysis';
import { analysisCache } from './analysis-cache-keys';
import { ANALYSIS_OPTIONS, type AnalysisOptions } from './analysis.options';
import { AnalysisRepository, type NewAnalysis } from './analysis.repository';
import type { EmbeddingProvider } from './embedding/embedding-provider';
import { LexicalEmbedding } from './embedding/lexical-embedding';
import { SingleFlight } from './single-flight';

/** Makes an analysis and stores it. */
@Injectable()
export class AnalysisProcessor {
  readonly #analyser: Analyser;
  readonly #embedding: EmbeddingProvider;
  readonly #flights = new SingleFlight<AnalysisAnswer>();

  constructor(
    private readonly repository: AnalysisRepository,
    private readonly unitOfWork: UnitOfWork,
    private readonly cache: CacheService,
    @Inject(ANALYSIS_OPTIONS) { analyser, embedding }: AnalysisOptions,
  ) {
    this.#analyser = analyser ?? new LocalAnalyser();
    this.#embedding = embedding ?? new LexicalEmbedding();
  }

  /** Name and version of what makes results and embeddings. */
  get name(): string {
    return `${this.#analyser.name}+${this.#embedding.name}`;
  }

  /**
   * The analysis of this content: the stored one, else made and stored now. Calls for the same content
   * share one run, also where the cache is off; whoever comes after that run finds what it stored. Not
   * shared inside a unit of work, whose rollback would take the others' answer away.
   */
  async findOrProcess(request: AnalysisRequest, contentHash: string): Promise<AnalysisAnswer> {
    if (this.unitOfWork.active) return this.#findOrProcess(request, contentHash);
    return this.#flights.run(`${contentHash} ${request.userId}`, () =>
      this.#findOrProcess(request, contentHash),
    );
  }

  async #findOrProcess(request: AnalysisRequest, contentHash: string): Promise<AnalysisAnswer> {
    const analysis = await this.repository.findByHash(request.userId, contentHash);
    return analysis ? { analysis, source: 'database' } : this.#process(request, contentHash);
  }

  async #process(request: AnalysisRequest, contentHash: string): Promise<AnalysisAnswer> {
    const { userId, kind, title = '', content } = request;
    const analyser = this.name;
    const found = await this.#analyser.analyse({ kind, title, content });
    const { keywords } = found;
    const embedding = await this.#embedding.embed(`${title}\n${content}`);
    const query = { userId, analyser, keywords, embedding };
    const duplicates = await this.repository.likelyDuplicates(query);
    const result: StoredResult = { ...found, duplicates };
    return this.#store({ request, contentHash, analyser, result, embedding });
  }

  async #store(analysis: NewAnalysis): Promise<AnalysisAnswer> {
    const { request, contentHash } = analysis;
    return this.unitOfWork.transaction(async () => {
      const stored = await this.repository.insert(analysis);
      if (stored) {
        await this.cache.deleteByTag(listTags(request));
        return { analysis: stored, source: 'processed' };
      }
      const existing = await this.repository.findByHash(request.userId, contentHash);
      if (!existing) throw new Error('An analysis that conflicts with a new one must exist');
      return { analysis: existing, source: 'database' };
    });
  }
}

function listTags({ userId, projectId }: AnalysisRequest): string[] {
  const ofProject = projectId === undefined ? [] : [analysisCache.projectListTag(projectId)];
  return [analysisCache.userListTag(userId), ...ofProject];
}
