/**
 * The singular of a lower-case English word, as far as its ending tells; other words unchanged. Groups
 * "crash" with "crashes" and "query" with "queries". After the S-stemmer of Harman (1991), "How effective is
 * suffixing?", with the sibilant endings added.
 */
export function singular(word: string): string {
  if (word.length < 4 || !word.endsWith('s')) return word;
  if (word.endsWith('ies') && !/[ae]ies$/.test(word)) return `${word.slice(0, -3)}y`;
  if (/(?:sh|ch|x|ss|zz)es$/.test(word)) return word.slice(0, -2);
  if (/(?:us|ss|is|as)$/.test(word)) return word;
  return word.slice(0, -1);
}
