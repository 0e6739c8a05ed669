/**
 * From this cosine on an earlier text is named a likely duplicate. Measured on lexical embeddings: fifteen rewordings of
 * issues lie between 0.57 and 0.94, texts about other things at 0.40 and below (see lexical-embedding.spec.ts). A text and
 * its negation lie above it, and most paraphrases with other words below.
 */
export const DUPLICATE_THRESHOLD = 0.55;

/** How many earlier analyses that share a keyword are compared, the newest first. Each costs PostgreSQL about 0.2 ms. */
export const MAX_DUPLICATE_CANDIDATES = 100;

/** How many likely duplicates are named. */
export const MAX_DUPLICATES = 5;
