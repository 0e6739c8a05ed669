import type { DatabaseUnavailableError } from '../errors/database-errors';

/** SQLSTATE of a server whose connections are all taken. */
const TOO_MANY_CONNECTIONS = '53300';

/** How long such a server is not asked for more. */
const REST_MS = 1000;

/** Remembers that a server had no room for one more connection. */
export class Crowding {
  #until = 0;

  /** Whether it had none a moment ago. */
  get lasts(): boolean {
    return this.#until > 0 && performance.now() < this.#until;
  }

  /** Takes note of a connection that could not be made; true when that was for want of room. */
  causes({ reason }: DatabaseUnavailableError): boolean {
    if (reason !== TOO_MANY_CONNECTIONS) return false;
    this.#until = performance.now() + REST_MS;
    return true;
  }
}
