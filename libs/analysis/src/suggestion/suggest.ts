import { round } from '../text/round';
import type { Evidence, Finding } from './rule';

/** A suggested value with what led to it. */
export interface Suggestion<Value extends string> {
  readonly value: Value;
  /** 0 to 1, see {@link suggest}; 0 when nothing speaks for any value and the default is given. */
  readonly confidence: number;
  /** What speaks for the value, weightiest first. */
  readonly evidence: readonly Evidence[];
  /** The other values that something speaks for, with their points, most first. */
  readonly alternatives: readonly { readonly value: Value; readonly points: number }[];
}

/** So many points for a value make its strength one half. */
const HALF_STRENGTH_POINTS = 2;

/**
 * The value with the most points. Confidence = its share of all points × p / (p + 2), where p are its points: low when the
 * evidence disagrees, and low when there is little. Equal points go to the value that comes first in `values`.
 */
export function suggest<Value extends string>(
  findings: readonly Finding<Value>[],
  values: readonly Value[],
  defaultValue: Value,
): Suggestion<Value> {
  const ranked = values
    .map((value) => ({ value, points: pointsFor(value, findings) }))
    .filter(({ points }) => points > 0)
    .sort((a, b) => b.points - a.points);
  const [best, ...alternatives] = ranked;
  if (!best) return { value: defaultValue, confidence: 0, evidence: [], alternatives: [] };
  const total = ranked.reduce((sum, { points }) => sum + points, 0);
  const strength = best.points / (best.points + HALF_STRENGTH_POINTS);
  return {
    value: best.value,
    confidence: round((best.points / total) * strength, 3),
    evidence: evidenceFor(best.value, findings),
    alternatives,
  };
}

function pointsFor<Value>(value: Value, findings: readonly Finding<Value>[]): number {
  const weights = findings.filter((finding) => finding.value === value).map(({ weight }) => weight);
  return round(
    weights.reduce((sum, weight) => sum + weight, 0),
    2,
  );
}

function evidenceFor<Value>(value: Value, findings: readonly Finding<Value>[]): Evidence[] {
  return findings
    .filter((finding) => finding.value === value)
    .map(({ rule, matched, foundIn, weight }) => ({ rule, matched, foundIn, weight }))
    .sort((a, b) => b.weight - a.weight);
}
