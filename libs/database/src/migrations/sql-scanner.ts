/** A part of SQL that is no code: a string, an identifier in quotes, a comment. */
const OPAQUE = [
  /--[^\n]*/y,
  // An escape string knows backslashes; every other string only doubled quotes.
  /[eE]'[^'\\]*(?:(?:\\[^]|'')[^'\\]*)*'/y,
  /'[^']*(?:''[^']*)*'/y,
  /"[^"]*(?:""[^"]*)*"/y,
  // A dollar-quoted string ends with the tag it began with.
  /\$([A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*)?\$[^]*?\$\1\$/y,
];

/** Words and numbers are taken whole, so that an `e` or `$` within one starts no string. */
const WORD = /[\w\u0080-\uffff][\w$\u0080-\uffff]*/y;

/** One piece of an SQL text, in order and without gaps. */
export interface SqlToken {
  readonly kind: 'comment' | 'opaque' | 'word' | 'other';
  readonly text: string;
}

/** Cuts SQL into words, single characters, and what may hold a semicolon without ending a statement. */
export function* scanSql(sql: string): Generator<SqlToken> {
  for (let at = 0; at < sql.length;) {
    const token = tokenAt(sql, at);
    yield token;
    at += token.text.length;
  }
}

function tokenAt(sql: string, at: number): SqlToken {
  if (sql.startsWith('/*', at)) return { kind: 'comment', text: blockComment(sql, at) };
  for (const pattern of OPAQUE) {
    const text = matchAt(pattern, sql, at);
    if (text !== undefined) return { kind: text.startsWith('--') ? 'comment' : 'opaque', text };
  }
  const word = matchAt(WORD, sql, at);
  return word === undefined
    ? { kind: 'other', text: sql.charAt(at) }
    : { kind: 'word', text: word };
}

/** Block comments nest. One that is not closed reaches to the end; the server will say so. */
function blockComment(sql: string, start: number): string {
  const marks = /\/\*|\*\//g;
  marks.lastIndex = start;
  let depth = 0;
  for (let mark = marks.exec(sql); mark !== null; mark = marks.exec(sql)) {
    depth += mark[0] === '/*' ? 1 : -1;
    if (depth === 0) return sql.slice(start, marks.lastIndex);
  }
  return sql.slice(start);
}

function matchAt(pattern: RegExp, sql: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(sql)?.[0];
}
