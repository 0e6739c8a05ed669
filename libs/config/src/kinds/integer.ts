import { invalid, valid, type Kind } from '../engine/kind';

/** A whole number, both ends of the range included. Written in decimal digits and nothing else;
 * `min` is not negative. */
export function integer(min: number, max: number): Kind<number> {
  return {
    allowed: `a whole number from ${String(min)} to ${String(max)}`,
    parse(text) {
      if (!/^\d+$/.test(text)) return invalid();
      const value = Number(text);
      return value >= min && value <= max ? valid(value) : invalid();
    },
    canonical: String,
  };
}
