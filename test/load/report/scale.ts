/** From values to places on an axis, with the values that are written beside it. */
export interface Scale {
  /** From 0 at the beginning of the axis to 1 at its end. */
  readonly place: (value: number) => number;
  readonly ticks: readonly number[];
}

const STEPS = [1, 2, 5, 10];
/** Below, a logarithmic axis has ticks at 2 and 5 as well. */
const FEW_DECADES = 3;

/** From 0 to a round number that no value exceeds. */
export function linearScale(values: readonly number[], wantedTicks = 5): Scale {
  const step = roundStep(Math.max(...values, Number.MIN_VALUE) / wantedTicks);
  const count = Math.max(1, Math.ceil(Math.max(...values, 0) / step));
  const ticks = Array.from({ length: count + 1 }, (_, index) => index * step);
  return { place: (value) => value / (count * step), ticks };
}

/** From 0 to `end`, with round ticks between. */
export function timeScale(end: number, wantedTicks = 10): Scale {
  const step = roundStep(end / wantedTicks);
  const ticks = Array.from({ length: Math.floor(end / step) + 1 }, (_, index) => index * step);
  return { place: (value) => value / end, ticks };
}

/** Between powers of ten that enclose all values above 0. */
export function logScale(values: readonly number[]): Scale {
  const logs = values.filter((value) => value > 0).map(Math.log10);
  const low = Math.floor(Math.min(...logs, 0));
  const high = Math.max(low + 1, Math.ceil(Math.max(...logs, low)));
  const steps = high - low < FEW_DECADES ? [1, 2, 5] : [1];
  const decades = Array.from({ length: high - low }, (_, index) => low + index);
  const ticks = decades.flatMap((decade) => steps.map((step) => step * 10 ** decade));
  const place = (value: number) => Math.max(0, (Math.log10(value) - low) / (high - low));
  return { place, ticks: [...ticks, 10 ** high] };
}

/** The least of 1, 2, 5, 10, 20, … that is at least `step`; tenths and hundredths too. */
function roundStep(step: number): number {
  const power = 10 ** Math.floor(Math.log10(step));
  return (STEPS.find((each) => each * power >= step * 0.999) ?? 10) * power;
}
