import type { Syntax } from './code-languages';

/** Source code taken apart, line by line; all views have the same number of lines. */
export interface CodeView {
  /** Comments and the contents of strings blanked: what keywords and operators are counted in. */
  readonly code: readonly string[];
  /** Comments blanked, strings kept. */
  readonly withStrings: readonly string[];
  /** Comments only. */
  readonly comments: readonly string[];
}

type Part = 'code' | 'string' | 'comment';

interface Span {
  readonly part: Part;
  readonly end: number;
}

/**
 * Takes source code apart by one scan over its characters. An estimate where a language has more than comments and quoted
 * strings: regular-expression literals, here-documents and nested comments are read as code.
 */
export function viewCode(source: string, syntax: Syntax): CodeView {
  const views: Record<Part, string[]> = { code: [], string: [], comment: [] };
  let start = 0;
  for (const { part, end } of spansOf(source, syntax)) {
    const kept = source.slice(start, end);
    const blanked = kept.replace(/[^\n]/g, ' ');
    views.code.push(part === 'code' ? kept : blanked);
    views.string.push(part === 'comment' ? blanked : kept);
    views.comment.push(part === 'comment' ? kept : blanked);
    start = end;
  }
  return {
    code: views.code.join('').split('\n'),
    withStrings: views.string.join('').split('\n'),
    comments: views.comment.join('').split('\n'),
  };
}

function* spansOf(source: string, syntax: Syntax): Generator<Span> {
  const opener = openerPattern(syntax);
  let position = 0;
  while (position < source.length) {
    opener.lastIndex = position;
    const match = opener.exec(source);
    if (!match) break;
    if (match.index > position) yield { part: 'code', end: match.index };
    const span = spanFrom(source, match.index, match[0], syntax);
    yield span;
    position = span.end;
  }
  if (position < source.length) yield { part: 'code', end: source.length };
}

function spanFrom(source: string, start: number, opener: string, syntax: Syntax): Span {
  const { blockComment, lineComments, multiline } = syntax;
  const after = start + opener.length;
  if (blockComment?.[0] === opener) {
    return { part: 'comment', end: endAfter(source, blockComment[1], after) };
  }
  if (lineComments.includes(opener)) return { part: 'comment', end: lineEnd(source, after) };
  return {
    part: isDocstring(source, start, opener) ? 'comment' : 'string',
    end: stringEnd(source, opener, after, multiline.includes(opener)),
  };
}

/** A triple-quoted string that begins its line documents something. */
function isDocstring(source: string, start: number, opener: string): boolean {
  if (opener.length !== 3) return false;
  const lineStart = source.lastIndexOf('\n', start - 1) + 1;
  return source.slice(Math.max(lineStart, start - 100), start).trim() === '';
}

function stringEnd(source: string, quote: string, from: number, multiline: boolean): number {
  const limit = multiline ? source.length : lineEnd(source, from);
  for (let index = from; index < limit; index += 1) {
    if (source[index] === '\\') index += 1;
    else if (source.startsWith(quote, index)) return index + quote.length;
  }
  return limit;
}

function endAfter(source: string, closer: string, from: number): number {
  const index = source.indexOf(closer, from);
  return index === -1 ? source.length : index + closer.length;
}

function lineEnd(source: string, from: number): number {
  const index = source.indexOf('\n', from);
  return index === -1 ? source.length : index;
}

function openerPattern({ blockComment, lineComments, strings }: Syntax): RegExp {
  const openers = [...(blockComment ? [blockComment[0]] : []), ...lineComments, ...strings];
  const escaped = openers.map((opener) => opener.replace(/[/*.$^|?+()[\]{}\\]/g, '\\$&'));
  return new RegExp(escaped.length === 0 ? '(?!)' : escaped.join('|'), 'g');
}
