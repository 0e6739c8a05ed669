import { TOO_MANY_CONNECTIONS } from '../errors/connection-failure';
import type { DatabaseUnavailableError } from '../errors/database-errors';

/** A server too busy to greet one more. */
const CONNECT_TIMEOUT = 'CONNECT_TIMEOUT';

/** How long such a server is not asked for more. */
const REST_MS = 1000;

/** Remembers that a server had no room for one more connection. */
export class Crowding {
  #until = 0;
  #answeredAt = 0;

  /** Whether it had none a moment ago. */
  get lasts(): boolean {
    return this.#until > 0 && performance.now() < this.#until;
  }

  /** Takes note that a connection came back in good order: the server answers those that it has. */
  answered(): void {
    this.#answeredAt = performance.now();
  }

  /** Takes note of a connection, tried since `triedAt`, that could not be made; true when that was for want of room. */
  causes({ reason }: DatabaseUnavailableError, triedAt: number): boolean {
    const isBusy = reason === CONNECT_TIMEOUT && this.#answeredAt > triedAt;
    if (reason !== TOO_MANY_CONNECTIONS && !isBusy) return false;
    this.#until = performance.now() + REST_MS;
    return true;
  }
}
