/** A text made safe to work on, and whether some of it was left out. */
export interface PreparedText {
  readonly text: string;
  /** True when the text was longer than the cap and only its beginning is here. */
  readonly truncated: boolean;
}

const LONE_SURROGATES = /\p{Surrogate}/gu;
const REPLACEMENT_CHARACTER = '\uFFFD';

/**
 * Marks after the thirtieth on one character. Ordering marks takes time squared in their number (60,000 of them: 3 s);
 * UAX #15 sets thirty as the limit of its stream-safe format, far above what any language writes.
 */
const EXCESSIVE_MARKS = /(\p{M}{30})\p{M}+/gu;

/** `text` with every lone surrogate replaced by U+FFFD, so that it can be encoded as UTF-8. */
export function toWellFormed(text: string): string {
  return text.replace(LONE_SURROGATES, REPLACEMENT_CHARACTER);
}

/**
 * The first `maxCharacters` UTF-16 units of `raw`, well-formed, in Unicode normalisation form C, line ends as `\n`, and
 * NUL, which PostgreSQL cannot store, as a space. The cut comes first: nothing after it is slower because `raw` is longer.
 */
export function prepareText(raw: string, maxCharacters: number): PreparedText {
  const truncated = raw.length > maxCharacters;
  const kept = cutWhole(raw, maxCharacters);
  const bounded = toWellFormed(kept).replace(EXCESSIVE_MARKS, '$1');
  const text = bounded.normalize('NFC').replace(/\r\n?/g, '\n').replaceAll('\0', ' ');
  return { text, truncated };
}

/** The first `maxCharacters` UTF-16 units of `text`, one less where the cut would split a surrogate pair. */
export function cutWhole(text: string, maxCharacters: number): string {
  if (text.length <= maxCharacters) return text;
  const last = text.charCodeAt(maxCharacters - 1);
  const splitsPair = last >= 0xd800 && last <= 0xdbff;
  return text.slice(0, splitsPair ? maxCharacters - 1 : maxCharacters);
}
