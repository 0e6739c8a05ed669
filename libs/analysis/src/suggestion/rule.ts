/** Words or phrases that speak for a value. */
export interface TermRule<Value> {
  /** Stable name, shown in the evidence. */
  readonly rule: string;
  readonly value: Value;
  /** Points; see {@link suggest} for what they add up to. */
  readonly weight: number;
  /** Lower-case words or phrases, separated by commas. A final `*` stands for any ending of the last word. */
  readonly terms: string;
}

/** One reason for a suggestion. */
export interface Evidence {
  /** The rule that spoke. */
  readonly rule: string;
  /** The words, or the feature of the text, that it found. */
  readonly matched: string;
  readonly foundIn: 'title' | 'content';
  /** The points it gave; half as many again in the title. */
  readonly weight: number;
}

/** Evidence together with the value that it speaks for. */
export interface Finding<Value> extends Evidence {
  readonly value: Value;
}
