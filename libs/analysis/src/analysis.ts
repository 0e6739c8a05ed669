import type { AnalysisKind } from './analyser/analyser';
import type { AnalysisResult } from './analyser/analysis-result';

/** An earlier analysis of the same owner that is worded much alike. */
export interface LikelyDuplicate {
  readonly id: string;
  readonly title: string | null;
  /** Cosine of the lexical embeddings, 0 to 1. */
  readonly similarity: number;
}

/** What is kept of an analysis beside its input. */
export interface StoredResult extends AnalysisResult {
  /** As they were when the analysis was made, likeliest first. */
  readonly duplicates: readonly LikelyDuplicate[];
}

/** An analysis as it is stored, without the text that was analysed. */
export interface Analysis {
  readonly id: string;
  /** The subject that owns it. */
  readonly userId: string;
  readonly projectId: string | null;
  readonly kind: AnalysisKind;
  readonly issueKey: string | null;
  readonly title: string | null;
  /** Name and version of what made the result. */
  readonly analyser: string;
  readonly result: StoredResult;
  readonly createdAt: Date;
}

/** What is to be analysed, and for whom. */
export interface AnalysisRequest {
  /** The subject that will own the analysis. */
  readonly userId: string;
  readonly kind: AnalysisKind;
  readonly content: string;
  readonly title?: string | undefined;
  readonly issueKey?: string | undefined;
  /** A project of the same owner. */
  readonly projectId?: string | undefined;
}

/** Where an answer came from: made just now, found in the database, or in the cache. */
export type AnswerSource = 'cache' | 'database' | 'processed';

/** Who asks for an analysis. */
export interface AnalysisReader {
  readonly subject: string;
  /** An admin reads everybody's analyses. */
  readonly isAdmin: boolean;
}

/** An analysis and where it came from. */
export interface AnalysisAnswer {
  readonly analysis: Analysis;
  readonly source: AnswerSource;
}
