import type { CodeFacts } from '../code/code-facts';
import type { Keywords } from '../keywords/keywords';
import type { LanguageGuess } from '../language/detect-language';
import type { Names } from '../names/names';
import type { Readability } from '../readability/readability';
import type { Sentiment } from '../sentiment/sentiment';
import type { Suggestion } from '../suggestion/suggest';
import type { IssueType } from '../suggestion/type-rules';
import type { Priority } from '../suggestion/priority-rules';

/** How much there was, and how much of it was looked at. */
export interface TextSize {
  /** UTF-16 units of title and content as sent. */
  readonly characters: number;
  /** UTF-16 units that were analysed, after normalisation. */
  readonly analysedCharacters: number;
  readonly words: number;
  readonly sentences: number;
}

/** What an analyser found. `null` means "does not apply to this input", never "failed". */
export interface AnalysisResult extends Keywords {
  /** The natural language; for code, that of its comments. */
  readonly language: LanguageGuess;
  /** Names in English text; null for other languages and for code. */
  readonly names: Names | null;
  /** The writer's attitude, in English text; null for other languages and for code. */
  readonly sentiment: Sentiment | null;
  /** Readability of English running text; null for other languages, for code, and without a whole sentence. */
  readonly readability: Readability | null;
  readonly issueType: Suggestion<IssueType>;
  readonly priority: Suggestion<Priority>;
  /** Facts about source code; null for other kinds. */
  readonly code: CodeFacts | null;
  readonly size: TextSize;
  /** True when some of the input was left out because it is longer than what is analysed. */
  readonly truncated: boolean;
}
