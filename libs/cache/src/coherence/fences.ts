import { namespaceOf } from '../cache-key';
import { type Fence, FenceTable } from './fence-table';
import type { Names, Subject } from './names';
import { PatternTable } from './pattern-table';

/** How an invalidation is entered: its place in the log, and whether it still waits for one. */
interface Entering {
  /** 0: none yet. */
  readonly seq: number;
  /** +1: now waits for the log; -1: waits no longer. */
  readonly pending: number;
  /** false: this process has applied it before; entries in memory stay. */
  readonly advances: boolean;
}

/**
 * What has been invalidated, and when: in ticks of this process, which order its own loads and
 * entries, and in sequence numbers of the shared log, which order what lies in Redis.
 *
 * Names are forgotten beyond a bound; forgetting one raises a floor, below which everything is void.
 */
export class Fences {
  #tick = 0;
  #floorTick = 0;
  #floorSeq = 0;
  #allPending = 0;
  readonly #keys: FenceTable;
  readonly #tags: FenceTable;
  readonly #namespaces: FenceTable;
  readonly #patterns: PatternTable;

  /** @param maxNames how many keys, and how many tags, are remembered */
  constructor(maxNames: number) {
    const raiseFloor = (fence: Fence): void => {
      this.#floorTick = Math.max(this.#floorTick, fence.tick);
      this.#floorSeq = Math.max(this.#floorSeq, fence.seq);
    };
    this.#keys = new FenceTable(maxNames, raiseFloor);
    this.#tags = new FenceTable(maxNames, raiseFloor);
    this.#namespaces = new FenceTable(maxNames, raiseFloor);
    this.#patterns = new PatternTable(raiseFloor);
  }

  /** Rises with every invalidation. What is loaded now carries this number. */
  get tick(): number {
    return this.#tick;
  }

  /** Names whose invalidation is not in the shared log yet. */
  get pending(): number {
    return this.#tables().reduce((sum, table) => sum + table.pending, this.#allPending);
  }

  /** The highest place of the log that any name here is known to have. */
  get newestSeq(): number {
    return this.#tables().reduce((max, { newestSeq }) => Math.max(max, newestSeq), this.#floorSeq);
  }

  /** An invalidation by this process that no other has to learn of. */
  raise(names: Names): void {
    this.#enter(names, { seq: 0, pending: 0, advances: true });
  }

  /** An invalidation by this process on its way to the log; Redis's entries of these names are void until it is there. */
  raisePending(names: Names): void {
    this.#enter(names, { seq: 0, pending: 1, advances: true });
  }

  /** The log has taken an invalidation that was pending. */
  confirm(names: Names, seq: number): void {
    this.#enter(names, { seq, pending: -1, advances: false });
  }

  /** A record of the log. `own`: this process has raised it before. */
  apply(names: Names, seq: number, own: boolean): void {
    this.#enter(names, { seq, pending: 0, advances: !own });
  }

  /** Everything in memory is void, for what was missed is unknown. */
  voidMemory(): void {
    this.#floorTick = ++this.#tick;
  }

  /** Another log, or one with a gap: all in memory is void, and all in Redis stamped below `floorSeq`. */
  startLog(floorSeq: number): void {
    this.voidMemory();
    for (const table of this.#tables()) table.forgetLog();
    this.#floorSeq = floorSeq;
  }

  /** Whether nothing has invalidated the subject since `tick`. */
  holdsSince(subject: Subject, tick: number): boolean {
    if (tick === this.#tick) return true;
    if (tick < this.#floorTick) return false;
    const later = (fence: Fence): boolean => fence.tick > tick;
    return !this.#some(subject, later, (table) => table.newestTick > tick);
  }

  /** Whether what lies in Redis with this stamp may be served. */
  holdsInLog(subject: Subject, seq: number): boolean {
    if (seq < this.#floorSeq || this.#allPending > 0) return false;
    const later = (fence: Fence): boolean => fence.seq > seq || fence.pending > 0;
    return !this.#some(subject, later, (table) => table.newestSeq > seq || table.pending > 0);
  }

  #some(
    { key, tags }: Subject,
    test: (fence: Fence) => boolean,
    relevant: (table: FenceTable) => boolean,
  ): boolean {
    const hit = (table: FenceTable, name: string): boolean => {
      const fence = table.get(name);
      return fence !== undefined && test(fence);
    };
    return (
      (relevant(this.#keys) && hit(this.#keys, key)) ||
      (relevant(this.#tags) && tags.some((tag) => hit(this.#tags, tag))) ||
      (relevant(this.#namespaces) && hit(this.#namespaces, namespaceOf(key))) ||
      (relevant(this.#patterns) && this.#patterns.some(key, test))
    );
  }

  #enter(names: Names, entering: Entering): void {
    if (entering.advances) this.#tick++;
    this.#raiseAll(this.#keys, names.keys, entering);
    this.#raiseAll(this.#tags, names.tags, entering);
    this.#raiseAll(this.#namespaces, names.namespaces, entering);
    this.#raiseAll(this.#patterns, names.patterns, entering);
    if (names.all === true) this.#enterAll(entering);
  }

  #raiseAll(table: FenceTable, names: readonly string[] | undefined, entering: Entering): void {
    const tick = entering.advances ? this.#tick : 0;
    for (const name of names ?? []) table.raise(name, tick, entering.seq, entering.pending);
  }

  #enterAll({ seq, pending, advances }: Entering): void {
    if (advances) this.#floorTick = this.#tick;
    this.#floorSeq = Math.max(this.#floorSeq, seq);
    this.#allPending += pending;
  }

  #tables(): readonly FenceTable[] {
    return [this.#keys, this.#tags, this.#namespaces, this.#patterns];
  }
}
