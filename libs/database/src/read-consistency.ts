/** What the reads of a call must see, and who wants to know what they have shown. */
export interface ReadConsistency {
  /**
   * Positions of `Database.position`, of which an unreadable one stands for everything; or everything.
   * Asked when a read that a replica could answer is about to begin.
   */
  readonly required: () => RequiredState | Promise<RequiredState>;
  /**
   * Told after each read of a position that contains all it has shown, so that later reads can be made
   * to show no less. Costs a round trip for each read.
   */
  readonly seen?: (position: string) => void;
}

/** The state that a read must see at least. */
export type RequiredState = readonly string[] | 'everything';

/** The consistency that the current call needs; undefined: any. */
export type ReadConsistencySource = () => ReadConsistency | undefined;
