import type { AnalysisResult } from './analysis-result';

/** What a text is: running text, the report of an issue, or source code. */
export const ANALYSIS_KINDS = ['text', 'issue', 'code'] as const;
export type AnalysisKind = (typeof ANALYSIS_KINDS)[number];

/** What an analyser is given. */
export interface AnalysisInput {
  readonly kind: AnalysisKind;
  /** A heading, an issue's summary or a file's name. */
  readonly title?: string;
  /** The text itself; may be empty when there is a title. */
  readonly content: string;
}

/**
 * Analyses one input. An implementation answers equal inputs with equal results as long as its {@link name} is the same,
 * takes bounded time for any input (saying `truncated` when it left something out), and rejects only when it cannot do its
 * work at all, never because of what the input says.
 */
export interface Analyser {
  /** Name and version, e.g. `local/1`. Part of what identifies a stored result: a change means a new analysis. */
  readonly name: string;
  analyse(input: AnalysisInput): Promise<AnalysisResult>;
}
