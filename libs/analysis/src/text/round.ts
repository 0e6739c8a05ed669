/** `value` rounded to `digits` decimals; never −0, so that equal results are equal as JSON. */
export function round(value: number, digits: number): number {
  const factor = 10 ** digits;
  const rounded = Math.round(value * factor) / factor;
  return rounded === 0 ? 0 : rounded;
}
