import { prepareText } from '../text/prepare-text';
import type { AnalysisInput } from './analyser';

/** Characters of the content that are analysed; a longer content is cut there. */
export const MAX_ANALYSED_CHARACTERS = 32_768;
const MAX_TITLE_CHARACTERS = 1_000;

/** Title and content ready to be analysed, and how much of them that is. */
export interface PreparedInput {
  readonly title: string;
  readonly content: string;
  readonly size: { readonly characters: number; readonly analysedCharacters: number };
  readonly truncated: boolean;
}

/** Cuts and normalises an input. */
export function prepareInput({ title = '', content }: AnalysisInput): PreparedInput {
  const preparedTitle = prepareText(title, MAX_TITLE_CHARACTERS);
  const preparedContent = prepareText(content, MAX_ANALYSED_CHARACTERS);
  return {
    title: preparedTitle.text,
    content: preparedContent.text,
    size: {
      characters: title.length + content.length,
      analysedCharacters: preparedTitle.text.length + preparedContent.text.length,
    },
    truncated: preparedTitle.truncated || preparedContent.truncated,
  };
}
