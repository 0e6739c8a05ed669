/** Cosine of two vectors of length 1: their dot product, −1 to 1. 0 when one is all zero, or their sizes differ. */
export function cosineOfUnitVectors(a: readonly number[], b: readonly number[]): number {
  if (a.length !== b.length) return 0;
  return a.reduce((sum, value, index) => sum + value * (b[index] ?? 0), 0);
}
