import { RedisUnavailableError } from '../../errors';

/** Counts the connections that are open or being opened, so that they never are more than allowed. */
export class ConnectionBudget {
  readonly #max: number;
  #taken = 0;

  constructor(max: number) {
    this.#max = max;
  }

  /**
   * Takes the place of one connection.
   *
   * @returns gives the place back; further calls do nothing
   * @throws RedisUnavailableError when all are taken
   */
  take(): () => void {
    if (this.#taken >= this.#max) {
      throw new RedisUnavailableError('redis.maxConnections connections are open already.');
    }
    this.#taken++;
    let isTaken = true;
    return () => {
      if (isTaken) this.#taken--;
      isTaken = false;
    };
  }
}
