import type { CodeLanguage } from './code-languages';

export type RiskSeverity = 'high' | 'medium' | 'low';

/** A pattern that deserves a second look. The code itself is not repeated here: it may hold a secret. */
export interface Risk {
  /** Stable name of the pattern. */
  readonly rule: string;
  readonly severity: RiskSeverity;
  /** Counted from 1. */
  readonly line: number;
  readonly message: string;
}

/** An open marker in a comment. */
export interface Marker {
  readonly marker: string;
  /** Counted from 1. */
  readonly line: number;
  /** What follows the marker, shortened. */
  readonly note: string;
}

/** A guess at a programming language. */
export interface CodeLanguageGuess {
  readonly name: CodeLanguage | 'unknown';
  /** 0 to 1: the language's share of the points of all languages. */
  readonly confidence: number;
}

export interface LineCounts {
  readonly total: number;
  readonly code: number;
  readonly comment: number;
  readonly blank: number;
  /** Lines longer than 120 characters. */
  readonly long: number;
}

/** What can be said of source code without compiling it. */
export interface CodeFacts {
  readonly programmingLanguage: CodeLanguageGuess;
  readonly lines: LineCounts;
  /** Comment lines / (comment lines + code lines), 0 to 1. */
  readonly commentRatio: number;
  /**
   * Decisions + 1, the whole input taken as one unit: branches, loops, cases, handlers and short-circuit operators. After
   * McCabe, "A complexity measure", IEEE TSE 2 (1976); counted by keywords, so an estimate.
   */
  readonly cyclomaticComplexity: number;
  /** Deepest nesting: by braces, or by indentation where the language has none. */
  readonly maxNesting: number;
  /** Numbers of the first 50 lines longer than 120 characters. */
  readonly longLines: readonly number[];
  /** The first 50. */
  readonly markers: readonly Marker[];
  /** The first 50. */
  readonly risks: readonly Risk[];
}
