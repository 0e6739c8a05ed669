/** A directive, `name`, `name=token` or `name="text"` (RFC 9111, section 5.2). */
const DIRECTIVE = /([^\s,=;]+)(?:\s*=\s*(?:"([^"]*)"|([^\s,]*)))?/g;

/** The directives of a Cache-Control header. */
export class CacheControl {
  static readonly #NONE = new CacheControl(new Map());

  readonly #directives: ReadonlyMap<string, string>;

  private constructor(directives: ReadonlyMap<string, string>) {
    this.#directives = directives;
  }

  /** Of a name that is given twice, the first counts. */
  static parse(header: unknown): CacheControl {
    const text = Array.isArray(header) ? header.join(',') : header;
    if (typeof text !== 'string' || text === '') return CacheControl.#NONE;
    const directives = new Map<string, string>();
    for (const [, name = '', quoted, token = ''] of text.matchAll(DIRECTIVE)) {
      const lower = name.toLowerCase();
      if (!directives.has(lower)) directives.set(lower, quoted ?? token);
    }
    return new CacheControl(directives);
  }

  has(name: string): boolean {
    return this.#directives.has(name);
  }

  /** The seconds of `max-age` and its like; 0 when they are no whole number, undefined when absent. */
  seconds(name: string): number | undefined {
    const text = this.#directives.get(name);
    if (text === undefined) return undefined;
    return /^\d+$/.test(text) ? Number(text) : 0;
  }

  /** The directives without the named ones, as a list. */
  without(...names: readonly string[]): string[] {
    const kept = [...this.#directives].filter(([name]) => !names.includes(name));
    return kept.map(([name, value]) => (value === '' ? name : `${name}=${directiveValue(value)}`));
  }
}

function directiveValue(value: string): string {
  return /^[^\s,;"]+$/.test(value) ? value : `"${value}"`;
}
