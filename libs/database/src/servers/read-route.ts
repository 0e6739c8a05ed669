import { AsyncVariable } from '../async-variable';
import type { RequiredState } from '../read-consistency';
import { parsePosition, type WalPosition } from './wal-position';

const current = new AsyncVariable<ReadRoute>();

/** The way of one read from server to server, until one answers. */
export class ReadRoute {
  /** What the answer must show. */
  readonly positions: readonly WalPosition[];
  /** Whether only the primary may answer. */
  readonly primaryOnly: boolean;
  readonly #tried = new Set<object>();
  #onPrimary = false;

  constructor(positions: readonly WalPosition[] = [], primaryOnly = false) {
    this.positions = positions;
    this.primaryOnly = primaryOnly;
  }

  /**
   * The route of a read that must see these positions of `Database.position`, or everything. A position
   * that is not in the primary's timeline, as far as that is known, is one before or after a promotion:
   * only the primary can tell what has become of it.
   */
  static after(required: RequiredState, timeline: number | undefined): ReadRoute {
    if (required === 'everything') return new ReadRoute([], true);
    const positions = required.map(parsePosition).filter((one) => one !== undefined);
    const isForeign = positions.some((one) => timeline !== undefined && one.timeline !== timeline);
    return new ReadRoute(positions, isForeign || positions.length < required.length);
  }

  /** The route of the connection that is being asked for. */
  static get current(): ReadRoute | undefined {
    return current.get();
  }

  /** Whether it has come to the primary, after which there is no other server. */
  get onPrimary(): boolean {
    return this.#onPrimary;
  }

  /** Whether `replica` was asked before. */
  hasTried(replica: object): boolean {
    return this.#tried.has(replica);
  }

  /** Goes to `replica`, or to the primary. */
  goTo(replica: object | undefined): void {
    if (replica === undefined) this.#onPrimary = true;
    else this.#tried.add(replica);
  }

  /** Runs `ask`, which asks for a connection, on this route. */
  run<T>(ask: () => T): T {
    return current.run(this, ask);
  }
}
