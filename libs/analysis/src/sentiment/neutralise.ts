import { isTechnicalUse } from './technical-words';

/** A sentence whose technical words no longer carry a feeling. */
export interface NeutralisedSentence {
  readonly text: string;
  /** The words that were read as technical, in lower case. */
  readonly neutralised: readonly string[];
}

const WORD = /[\p{L}\p{N}]+(?:['’-][\p{L}\p{N}]+)*/gu;

/** Stands for a technical word: not in VADER's lexicon, so that negations and intensifiers around it keep their distance. */
const NEUTRAL_WORD = 'term';

/** The port of VADER that is used here knows no emoji; these few say what they mean. */
const EMOJI: readonly (readonly [RegExp, string])[] = [
  [/[😀😃😄😁😊🙂😍🥰🎉❤👍👏🙏💯]/gu, ' good '],
  [/[😡😠🤬😢😭😞😤👎💔🙁☹]/gu, ' bad '],
];

/** Replaces technical words by a neutral one, and common emoji by a word. */
export function neutralise(sentence: string): NeutralisedSentence {
  const words = (sentence.match(WORD) ?? []).map((word) => word.toLowerCase());
  const neutralised: string[] = [];
  let index = -1;
  const text = sentence.replace(WORD, (word) => {
    index += 1;
    if (!isTechnicalUse(words, index)) return word;
    neutralised.push(words[index] ?? word);
    return NEUTRAL_WORD;
  });
  return { text: withWordsForEmoji(text), neutralised };
}

function withWordsForEmoji(text: string): string {
  return EMOJI.reduce((result, [emoji, word]) => result.replace(emoji, word), text);
}
