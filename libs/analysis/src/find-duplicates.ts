import type { LikelyDuplicate } from './analysis';
import type { DuplicateCandidate } from './analysis.repository';
import { cosineOfUnitVectors } from './embedding/cosine';
import { round } from './text/round';

/**
 * From this similarity on an earlier text is named. Lexical: rewordings of one report lie above it,
 * texts about other things below, and so do paraphrases that share few words (see the spec's set).
 */
export const DUPLICATE_THRESHOLD = 0.55;
const MAX_DUPLICATES = 5;

/** The candidates worded much like the text with this embedding, likeliest first, at most five. */
export function findDuplicates(
  embedding: readonly number[],
  candidates: readonly DuplicateCandidate[],
): LikelyDuplicate[] {
  return candidates
    .map(({ id, title, embedding: other }) => ({
      id,
      title,
      similarity: round(Math.min(1, cosineOfUnitVectors(embedding, other)), 3),
    }))
    .filter(({ similarity }) => similarity >= DUPLICATE_THRESHOLD)
    .sort((a, b) => b.similarity - a.similarity)
    .slice(0, MAX_DUPLICATES);
}
