import { invalid, valid, type Kind, type Outcome } from '../engine/kind';

/**
 * Values of one kind, separated by commas; empty places are passed over.
 * @param separator what stands between two values, where not every comma does.
 */
export function listOf<T>(kind: Kind<T>, separator: string | RegExp = ','): Kind<readonly T[]> {
  return {
    allowed: `a comma-separated list, each ${kind.allowed}`,
    parse(text) {
      const pieces = text.split(separator).map((piece) => piece.trim());
      return collect(pieces.filter((piece) => piece !== '').map((piece) => kind.parse(piece)));
    },
    canonical: (values) => values.map((value) => kind.canonical(value)).join(','),
  };
}

function collect<T>(outcomes: readonly Outcome<T>[]): Outcome<readonly T[]> {
  const values: T[] = [];
  const warnings: string[] = [];
  for (const [index, outcome] of outcomes.entries()) {
    const place = `number ${String(index + 1)} of the list`;
    if (!outcome.ok) return invalid(`${place} is wrong${suffix(outcome.problem)}`);
    if (outcome.warning !== undefined) warnings.push(`${place}: ${outcome.warning}`);
    values.push(outcome.value);
  }
  return valid(values, warnings.length > 0 ? warnings.join(' ') : undefined);
}

function suffix(problem: string | undefined): string {
  return problem === undefined ? '' : `: ${problem}`;
}
