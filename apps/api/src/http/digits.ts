import { Transform } from 'class-transformer';

/** Few enough that the number is exact. */
const DIGITS = /^\d{1,15}$/;

/** A query parameter of digits becomes their number. What else `Number` reads, as `0x10` or `5.0`, stays text. */
export const Digits = (): PropertyDecorator =>
  Transform(({ value }: { value: unknown }) =>
    typeof value === 'string' && DIGITS.test(value) ? Number(value) : value,
  );
