import type { Syntax } from './code-languages';

const DECISIONS =
  /\b(?:if|elif|elsif|for|foreach|while|until|case|catch|except|rescue|when|unless|guard|and|or)\b|&&|\|\||\?\?|\?(?![?.:])/gi;
const SPACES_PER_LEVEL = 4;

/** Decisions in code whose comments and strings are blanked; `else if` counts once, `?.` and `x?:` not at all. */
export function countDecisions(code: readonly string[]): number {
  return code.reduce((sum, line) => sum + (line.match(DECISIONS)?.length ?? 0), 0);
}

/** The deepest nesting of code whose comments and strings are blanked. */
export function deepestNesting(code: readonly string[], syntax: Syntax): number {
  return syntax.indented ? deepestIndentation(code) : deepestBraces(code);
}

function deepestBraces(code: readonly string[]): number {
  let depth = 0;
  let deepest = 0;
  for (const [brace] of code.join('\n').matchAll(/[{}]/g)) {
    depth = brace === '{' ? depth + 1 : Math.max(0, depth - 1);
    deepest = Math.max(deepest, depth);
  }
  return deepest;
}

/** In units of the smallest indentation that occurs. */
function deepestIndentation(code: readonly string[]): number {
  const widths = code.filter((line) => line.trim() !== '').map(indentation);
  const unit = smallestPositive(widths);
  const widest = widths.reduce((most, width) => Math.max(most, width), 0);
  return Math.round(widest / unit);
}

function indentation(line: string): number {
  const blanks = line.slice(0, line.length - line.trimStart().length);
  return blanks.replaceAll('\t', ' '.repeat(SPACES_PER_LEVEL)).length;
}

function smallestPositive(widths: readonly number[]): number {
  const smallest = widths
    .filter((width) => width > 0)
    .reduce((least, width) => Math.min(least, width), Number.POSITIVE_INFINITY);
  return Number.isFinite(smallest) ? smallest : SPACES_PER_LEVEL;
}
