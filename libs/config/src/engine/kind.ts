/** What became of a text: a value, perhaps with a warning, or the reason why it was refused. */
export type Outcome<T> =
  | { readonly ok: true; readonly value: T; readonly warning: string | undefined }
  | { readonly ok: false; readonly problem: string | undefined };

/** A kind of value: how its text is read and what is allowed. */
export interface Kind<T> {
  /** What is allowed, as a phrase: "a whole number from 1 to 100". */
  readonly allowed: string;
  /** Reads a non-empty text without surrounding white space. Problems never repeat the text. */
  parse(text: string): Outcome<T>;
  /** One text per distinct value: by it two values are compared, and a default is documented. */
  canonical(value: T): string;
}

/** The text was understood. */
export function valid<T>(value: T, warning?: string): Outcome<T> {
  return { ok: true, value, warning };
}

/** The text was refused; `problem` says more than the kind's `allowed` does. */
export function invalid<T>(problem?: string): Outcome<T> {
  return { ok: false, problem };
}
