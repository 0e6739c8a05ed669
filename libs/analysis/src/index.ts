export {
  ANALYSIS_KINDS,
  type Analyser,
  type AnalysisInput,
  type AnalysisKind,
} from './analyser/analyser';
export type { AnalysisResult } from './analyser/analysis-result';
export { LocalAnalyser } from './analyser/local-analyser';
export type {
  Analysis,
  AnalysisAnswer,
  AnalysisReader,
  AnalysisRequest,
  AnswerSource,
  LikelyDuplicate,
  StoredResult,
} from './analysis';
export { analysisCache } from './analysis-cache-keys';
export {
  ANALYSIS_LIMITS,
  contentProblem,
  descriptionProblem,
  issueKeyProblem,
  kindProblem,
  ownerProblem,
  summaryProblem,
  titleProblem,
} from './analysis-fields';
export { AnalysisModule } from './analysis.module';
export type { AnalysisOptions } from './analysis.options';
export { AnalysisService } from './analysis.service';
export type { EmbeddingProvider } from './embedding/embedding-provider';
export { LexicalEmbedding } from './embedding/lexical-embedding';
