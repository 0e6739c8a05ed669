/**
 * Turns texts into vectors whose cosine tells how alike they are. Equal texts give equal vectors as long as the
 * {@link name} is the same; vectors have length 1, or are all zero for a text without any feature.
 */
export interface EmbeddingProvider {
  /** Name and version, e.g. `lexical/1`; vectors of different names must not be compared. */
  readonly name: string;
  readonly dimensions: number;
  embed(text: string): Promise<readonly number[]>;
}
