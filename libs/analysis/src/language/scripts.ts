/** A script that one widely written language alone uses. */
interface UniqueScript {
  readonly language: string;
  readonly letters: RegExp;
}

/** In order: Kana decides for Japanese before Han decides for Chinese. */
const UNIQUE_SCRIPTS: readonly UniqueScript[] = [
  { language: 'ja', letters: /[\p{Script=Hiragana}\p{Script=Katakana}]/gu },
  { language: 'ko', letters: /\p{Script=Hangul}/gu },
  { language: 'zh', letters: /\p{Script=Han}/gu },
  { language: 'he', letters: /\p{Script=Hebrew}/gu },
  { language: 'el', letters: /\p{Script=Greek}/gu },
  { language: 'th', letters: /\p{Script=Thai}/gu },
  { language: 'hy', letters: /\p{Script=Armenian}/gu },
  { language: 'ka', letters: /\p{Script=Georgian}/gu },
  { language: 'ta', letters: /\p{Script=Tamil}/gu },
  { language: 'te', letters: /\p{Script=Telugu}/gu },
  { language: 'bn', letters: /\p{Script=Bengali}/gu },
];

/** A Japanese sentence has at least this share of Kana; a Chinese one that quotes a Japanese word has less. */
const MIN_SHARE = 0.3;
const MIN_LETTERS = 2;

/** The language that the script of most letters gives away; undefined for scripts that several languages share. */
export function languageOfScript(text: string): string | undefined {
  const total = count(text, /\p{L}/gu);
  if (total < MIN_LETTERS) return undefined;
  return UNIQUE_SCRIPTS.find(({ letters }) => count(text, letters) / total >= MIN_SHARE)?.language;
}

function count(text: string, pattern: RegExp): number {
  return text.match(pattern)?.length ?? 0;
}
