import { cutWhole } from './prepare-text';

/** One word of a text. */
export interface Word {
  /** As written. */
  readonly text: string;
  /** In lower case, typographic apostrophes straightened; what rules and counts compare. */
  readonly key: string;
  /** True when punctuation or a line break stands between the previous word and this one. */
  readonly startsPhrase: boolean;
}

/** Letters and digits, joined inside by apostrophes, hyphens, underscores and dots; C++ and C# count as words. */
const WORD =
  /\p{L}(?:\+\+|#)(?![\p{L}\p{N}])|[\p{L}\p{N}][\p{L}\p{M}\p{N}_]*(?:['’.-][\p{L}\p{N}][\p{L}\p{M}\p{N}_]*)*/gu;

/** Scripts written without spaces between words. */
const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;

/** Anything but these between two words ends a phrase. */
const WITHIN_PHRASE = /^[ \t_'’"`/*-]*$/u;

/** Every segment of an Intl.Segmenter holds a copy of its whole input: longer inputs cost memory squared. */
const SEGMENTER_CHUNK = 128;
const segmenter = new Intl.Segmenter('ja', { granularity: 'word' });

/** The words of `text`, in order. Linear in the length of the text. */
export function wordsOf(text: string): Word[] {
  const words: Word[] = [];
  let end = 0;
  for (const match of text.matchAll(WORD)) {
    const startsPhrase = words.length === 0 || !WITHIN_PHRASE.test(text.slice(end, match.index));
    const [raw] = match;
    if (UNSPACED.test(raw)) words.push(...segmented(raw, startsPhrase));
    else words.push(toWord(raw, startsPhrase));
    end = match.index + raw.length;
  }
  return words;
}

function toWord(text: string, startsPhrase: boolean): Word {
  return { text, key: text.toLowerCase().replaceAll('’', "'"), startsPhrase };
}

function segmented(run: string, startsPhrase: boolean): Word[] {
  const words: Word[] = [];
  for (let rest = run; rest !== '';) {
    const chunk = cutWhole(rest, SEGMENTER_CHUNK);
    for (const part of segmenter.segment(chunk)) {
      if (part.isWordLike) words.push(toWord(part.segment, startsPhrase && words.length === 0));
    }
    rest = rest.slice(chunk.length);
  }
  return words;
}
