import { scanSql, type SqlToken } from './sql-scanner';

/** One statement of a file. */
export interface SqlStatement {
  /** As it stands in the file, without the semicolon. */
  readonly text: string;
  /** Its words and signs without comments, white space folded: for recognising what it does. */
  readonly code: string;
  /** Line of the file on which it begins; the first is 1. */
  readonly line: number;
}

const ROUTINE = /^CREATE (OR REPLACE )?(FUNCTION|PROCEDURE) /i;

/**
 * Splits SQL at the semicolons that end statements: not at those in strings, comments, parentheses, or
 * in the body of a function between BEGIN ATOMIC and END.
 */
export function splitStatements(sql: string): SqlStatement[] {
  const statements: SqlStatement[] = [];
  let draft = new Draft(1);
  for (const token of scanSql(sql)) {
    if (token.text === ';' && draft.complete) {
      statements.push(...draft.finish());
      draft = new Draft(draft.endLine);
    } else {
      draft.add(token);
    }
  }
  return [...statements, ...draft.finish()];
}

/** A statement that is being read. */
class Draft {
  #text = '';
  #code = '';
  #line: number;
  #parentheses = 0;
  #blocks = 0;

  constructor(line: number) {
    this.#line = line;
  }

  /** Whether a semicolon here would end it. */
  get complete(): boolean {
    return this.#parentheses <= 0 && this.#blocks <= 0;
  }

  get endLine(): number {
    return this.#line + lineBreaks(this.#text);
  }

  add(token: SqlToken): void {
    if (this.#code === '' && isFiller(token)) {
      this.#line += lineBreaks(token.text);
      return;
    }
    this.#text += token.text;
    this.#code += isFiller(token) ? this.#space() : token.text;
    this.#nest(token);
  }

  /** The statement, unless there was nothing but comments. */
  finish(): SqlStatement[] {
    const code = this.#code.trim();
    return code === '' ? [] : [{ text: this.#text.trim(), code, line: this.#line }];
  }

  #space(): string {
    return this.#code.endsWith(' ') ? '' : ' ';
  }

  #nest({ text }: SqlToken): void {
    if (text === '(') this.#parentheses += 1;
    if (text === ')') this.#parentheses -= 1;
    if (!ROUTINE.test(this.#code)) return;
    const word = text.toUpperCase();
    if (word === 'BEGIN' || (word === 'CASE' && this.#blocks > 0)) this.#blocks += 1;
    if (word === 'END' && this.#blocks > 0) this.#blocks -= 1;
  }
}

function isFiller({ kind, text }: SqlToken): boolean {
  return kind === 'comment' || text.trim() === '';
}

function lineBreaks(text: string): number {
  return text.split('\n').length - 1;
}
