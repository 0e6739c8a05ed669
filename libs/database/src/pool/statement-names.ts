/** A text earns its name at this use: texts that come once or twice would only fill the servers' memory. */
const USES_BEFORE_NAMED = 3;

/** Texts that are counted but have no name yet, as a multiple of the names. */
const CANDIDATES_PER_NAME = 4;

/**
 * Gives SQL texts that recur a name, so that the server parses and plans them once per connection.
 * A named statement stays in a connection's memory until it closes, so that the number of names is
 * bounded and a name, once given, is not taken back.
 */
export class StatementNames {
  readonly #limit: number;
  readonly #names = new Map<string, string>();
  readonly #uses = new Map<string, number>();
  #given = 0;

  /** @param limit the most names; 0: none. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** The name of `text`, once it has recurred; undefined before, and when all names are given. */
  nameOf(text: string): string | undefined {
    return this.#names.get(text) ?? this.#count(text);
  }

  /** Gives `text` another name: what connections hold under the old one is of no more use. */
  rename(text: string): string {
    const name = `strata_${++this.#given}`;
    this.#names.set(text, name);
    return name;
  }

  #count(text: string): string | undefined {
    if (this.#names.size >= this.#limit) return undefined;
    const uses = (this.#uses.get(text) ?? 0) + 1;
    this.#uses.delete(text);
    if (uses >= USES_BEFORE_NAMED) return this.rename(text);
    this.#uses.set(text, uses);
    this.#forgetOldest();
    return undefined;
  }

  #forgetOldest(): void {
    if (this.#uses.size <= this.#limit * CANDIDATES_PER_NAME) return;
    const [oldest] = this.#uses.keys();
    if (oldest !== undefined) this.#uses.delete(oldest);
  }
}
