import { prepareText } from '../text/prepare-text';
import { wordsOf } from '../text/words';
import type { EmbeddingProvider } from './embedding-provider';
import { countFeatures } from './features';

export const LEXICAL_DIMENSIONS = 384;

/** Beyond this a text is compared by its beginning. */
const MAX_CHARACTERS = 8_192;

/**
 * Lexical embeddings by signed feature hashing (Weinberger et al. 2009) with sublinear term frequency (1 + ln tf) and length
 * 1. They find texts that share words and word parts, typing errors included. They know no meaning: a paraphrase looks
 * unrelated, and a sentence and its negation look alike.
 */
export class LexicalEmbedding implements EmbeddingProvider {
  readonly name = 'lexical/1';
  readonly dimensions = LEXICAL_DIMENSIONS;

  embed(text: string): Promise<readonly number[]> {
    return Promise.resolve(embedLexically(text));
  }
}

/** The vector of `text`; all zero when it has no word. */
export function embedLexically(text: string): number[] {
  const { text: prepared } = prepareText(text, MAX_CHARACTERS);
  const vector = new Float32Array(LEXICAL_DIMENSIONS);
  for (const [feature, count] of countFeatures(wordsOf(prepared))) {
    const index = (feature >>> 1) % LEXICAL_DIMENSIONS;
    const sign = (feature & 1) === 0 ? 1 : -1;
    vector[index] = (vector[index] ?? 0) + sign * (1 + Math.log(count));
  }
  return withLengthOne(vector);
}

function withLengthOne(vector: Float32Array): number[] {
  let squares = 0;
  for (const value of vector) squares += value * value;
  const length = Math.sqrt(squares);
  return length === 0 ? [...vector] : [...vector.map((value) => value / length)];
}
