/** One content word where it stands. */
export interface Term {
  /** In lower case, in the singular for English: what is counted. */
  readonly key: string;
  /** As written, in lower case: what is shown in a phrase. */
  readonly shown: string;
  /** How many words come before it. */
  readonly place: number;
}
