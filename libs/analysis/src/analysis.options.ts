import { ConfigurableModuleBuilder } from '@nestjs/common';
import type { Analyser } from './analyser/analyser';
import type { EmbeddingProvider } from './embedding/embedding-provider';

/** How the analysis module behaves. */
export interface AnalysisOptions {
  /** How long the answer to a request may stay in the cache, in seconds. Default 3600. */
  readonly answerTtlSeconds?: number;
  /**
   * How long a request may keep others with its idempotency key away, in seconds: then the key of a process that
   * was killed is free again. No less than a request may take. Default 30.
   */
  readonly claimSeconds?: number;
  /** What analyses. Default: the local analyser, which needs no outside service. */
  readonly analyser?: Analyser;
  /** What duplicates are found with. Default: lexical embeddings. */
  readonly embedding?: EmbeddingProvider;
}

export const DEFAULT_ANSWER_TTL_SECONDS = 3600;
export const DEFAULT_CLAIM_SECONDS = 30;

export const { ConfigurableModuleClass, MODULE_OPTIONS_TOKEN: ANALYSIS_OPTIONS } =
  new ConfigurableModuleBuilder<AnalysisOptions>({ moduleName: 'Analysis' })
    .setClassMethodName('forRoot')
    .build();
