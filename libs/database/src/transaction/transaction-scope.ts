import type { EntityManager } from 'typeorm';
import type { IsolationLevel } from './transaction-options';

/** Runs after COMMIT, or after the end. */
export type AfterCommitHook = () => void | Promise<void>;

/** A transaction, or a nested one within it, as the code that runs inside sees it. */
export class TransactionScope {
  readonly hooks: AfterCommitHook[] = [];
  #open = true;
  #lastNested: Promise<unknown> = Promise.resolve();

  constructor(
    readonly manager: EntityManager,
    readonly isolation: IsolationLevel | undefined,
    /** 0 for the transaction itself. */
    readonly depth: number,
    /** What runs when the outermost transaction has ended; one list for all that are nested in it. */
    readonly endHooks: AfterCommitHook[] = [],
  ) {}

  /** Whether statements still belong to this transaction; false for work that outlived it. */
  get open(): boolean {
    return this.#open;
  }

  end(): void {
    this.#open = false;
  }

  nested(): TransactionScope {
    return new TransactionScope(this.manager, this.isolation, this.depth + 1, this.endHooks);
  }

  /** Resolves when no nested transaction is under way: one whose caller does not wait is not to be cut in half. */
  async nestedDone(): Promise<void> {
    for (let last; last !== this.#lastNested; await last) last = this.#lastNested;
  }

  /** One connection has one stack of savepoints: nested transactions started together run one by one. */
  inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#lastNested.then(work);
    this.#lastNested = turn.catch(() => undefined);
    return turn;
  }
}
