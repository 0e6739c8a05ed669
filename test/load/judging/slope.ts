/**
 * By how much y grows with each x along the straight line through `points`, by least squares; undefined for fewer
 * than three points, or when all have the same x.
 */
export function slopeOf(points: readonly (readonly [x: number, y: number])[]): number | undefined {
  const meanX = mean(points.map(([x]) => x));
  const meanY = mean(points.map(([, y]) => y));
  const spread = sum(points.map(([x]) => (x - meanX) ** 2));
  if (points.length < 3 || spread === 0) return undefined;
  return sum(points.map(([x, y]) => (x - meanX) * (y - meanY))) / spread;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function mean(values: readonly number[]): number {
  return sum(values) / values.length;
}
