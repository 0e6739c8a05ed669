import nlp from 'compromise';

/** Names found in an English text, in order of appearance, without repeats. */
export interface Names {
  readonly people: readonly string[];
  readonly places: readonly string[];
  readonly organisations: readonly string[];
}

/** The tagger's time grows faster than the text (4,000 characters of "a. ": 0.36 s), so it gets little at a time. */
const MAX_SENTENCES = 30;
const MAX_SENTENCE_CHARACTERS = 300;
const MAX_NAMES = 10;

/** A capital that does not merely begin the sentence. */
const INNER_CAPITAL = /[^\s"'(]\s+["'(]?\p{Lu}/u;
const SPACED_PUNCTUATION = /[^\p{L}\p{M}\p{N}\s.,'’&-]+/gu;

/** The names in English sentences, by compromise's tagger. Looks at the first 30 sentences that could hold one. */
export function findNames(sentences: readonly string[]): Names {
  const people = new Set<string>();
  const places = new Set<string>();
  const organisations = new Set<string>();
  for (const sentence of candidates(sentences)) {
    const tagged = nlp(sentence);
    collect(people, tagged.people().out('array'));
    collect(places, tagged.places().out('array'));
    collect(organisations, tagged.organizations().out('array'));
  }
  return {
    people: [...people].slice(0, MAX_NAMES),
    places: [...places].slice(0, MAX_NAMES),
    organisations: [...organisations].slice(0, MAX_NAMES),
  };
}

function candidates(sentences: readonly string[]): string[] {
  return sentences
    .map((sentence) => sentence.slice(0, MAX_SENTENCE_CHARACTERS).replace(SPACED_PUNCTUATION, ' '))
    .filter((sentence) => INNER_CAPITAL.test(sentence))
    .slice(0, MAX_SENTENCES);
}

function collect(names: Set<string>, found: unknown): void {
  if (!Array.isArray(found)) return;
  for (const name of found) {
    const clean = typeof name === 'string' ? name.replace(/[.,'’\s]+$/u, '') : '';
    if (clean !== '') names.add(clean);
  }
}
