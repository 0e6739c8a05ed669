import { inspect } from 'node:util';

const REDACTED = '[redacted]';

/**
 * A value that must not be shown. Every ordinary way of turning it into text (templates, `String`,
 * `JSON.stringify`, `util.inspect`, a logger) gives `[redacted]`; only {@link Secret.reveal} gives it.
 */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  /** The value itself. Hand it straight to what needs it; never keep or print it. */
  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return REDACTED;
  }

  toJSON(): string {
    return REDACTED;
  }

  [inspect.custom](): string {
    return `Secret(${REDACTED})`;
  }
}
