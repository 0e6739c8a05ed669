import { PreparedQuery, type Settle } from './prepared-query';
import { isStaleStatement } from './stale-statement';
import type { StatementNames } from './statement-names';
import { StatementShapes } from './statement-shapes';

/** Runs the named statements of one connection. */
export class PreparedStatements {
  readonly #names: StatementNames;
  readonly #send: (query: PreparedQuery) => void;
  readonly #shapes = new StatementShapes();

  constructor(names: StatementNames, send: (query: PreparedQuery) => void) {
    this.#names = names;
    this.#send = send;
  }

  /** The name of `text`, if it has earned one. */
  nameOf(text: string): string | undefined {
    return this.#names.nameOf(text);
  }

  /**
   * A stale statement was refused before it ran: it is sent afresh.
   * @param mayRepeat false in a transaction, which the refusal has undone.
   */
  run(name: string, text: string, values: unknown[], mayRepeat: boolean, settle: Settle): void {
    this.#submit(name, text, values, (error, result) => {
      if (!isStaleStatement(error)) return settle(error, result);
      this.#shapes.forget(name);
      const fresh = this.#names.rename(text);
      if (mayRepeat) this.#submit(fresh, text, values, settle);
      else settle(error, result);
    });
  }

  #submit(name: string, text: string, values: unknown[], settle: Settle): void {
    this.#send(new PreparedQuery(name, text, values, settle, this.#shapes));
  }
}
