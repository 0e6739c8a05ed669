/** A blank line, or a line that begins a list item or a heading, ends a sentence; other line breaks do not. */
const PARAGRAPH = /\n(?:[ \t]*\n)+|\n(?=[ \t]*(?:[-*+•#>]|\d{1,3}[.)])[ \t])/u;
const SENTENCE_END = /(?<=[.!?…]["')\]]?)[ \t\n]+|(?<=[。！？])/u;

/** Words that end in a full stop without ending a sentence. */
const ABBREVIATION = /(?:^|[\s(])(?:e\.g|i\.e|etc|vs|cf|approx|no|mr|mrs|ms|dr|prof|st|\p{L})\.$/iu;

/** The sentences of `text`, trimmed, without empty ones. Linear in the length of the text. */
export function sentencesOf(text: string): string[] {
  return text.split(PARAGRAPH).flatMap((paragraph) => joined(paragraph.split(SENTENCE_END)));
}

/** Puts together again what was split after an abbreviation. */
function joined(parts: readonly string[]): string[] {
  const sentences: string[] = [];
  let open: string[] = [];
  for (const part of parts) {
    open.push(part.trim());
    if (ABBREVIATION.test(part.slice(-12))) continue;
    sentences.push(open.join(' '));
    open = [];
  }
  sentences.push(open.join(' '));
  return sentences.map((sentence) => sentence.trim()).filter((sentence) => sentence !== '');
}
