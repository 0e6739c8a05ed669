/**
 * SQL after which a session is not what it was, whether it ran or failed: SET without LOCAL, LISTEN, LOAD,
 * PREPARE, a held cursor, an advisory lock of the session, a temporary object that outlives its transaction, set_config that outlives
 * its transaction. Taking a harmless text for one of these costs a new connection, nothing else.
 */
const SESSION_CHANGE = new RegExp(
  [
    // At the beginning of a statement, after comments.
    String.raw`(?:^|;)\s*(?:(?:--[^\n]*\n|/\*[^]*?\*/)\s*)*` +
      String.raw`(?:SET\s+(?!\s|LOCAL\b|TRANSACTION\b|CONSTRAINTS\b)|LISTEN\b|LOAD\b|PREPARE\s+(?!\s|TRANSACTION\b))`,
    // Anywhere in it.
    String.raw`\bpg_(?:try_)?advisory_lock`,
    String.raw`\bset_config\s*\((?![^)]*,\s*true\s*\))`,
    String.raw`\bCREATE\s+(?:OR\s+REPLACE\s+)?(?:LOCAL\s+|GLOBAL\s+)?TEMP(?:ORARY)?\b(?![^;]*\bON\s+COMMIT\s+DROP\b)`,
    String.raw`\bINTO\s+(?:LOCAL\s+|GLOBAL\s+)?TEMP(?:ORARY)?\b`,
    String.raw`\bpg_temp\b`,
    String.raw`\bWITH\s+HOLD\b`,
  ].join('|'),
  'i',
);

/** Texts that are remembered; beyond it the memory starts anew. */
const MAX_REMEMBERED = 1000;

/** Longer texts are looked through at every use. */
const MAX_REMEMBERED_LENGTH = 8192;

/** Tells which SQL texts change the session that they run in. What functions of the database do is not seen. */
export class SessionChanges {
  readonly #known = new Map<string, boolean>();

  /** True when the connection must not be handed on after `text`. */
  madeBy(text: string): boolean {
    return this.#known.get(text) ?? this.#examine(text);
  }

  #examine(text: string): boolean {
    const changes = SESSION_CHANGE.test(text);
    if (text.length > MAX_REMEMBERED_LENGTH) return changes;
    if (this.#known.size >= MAX_REMEMBERED) this.#known.clear();
    this.#known.set(text, changes);
    return changes;
  }
}
