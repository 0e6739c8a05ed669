/** What a process on one side of a partition is told to do. */
export type PartitionOrder =
  /** Asks for keys; those that have to be loaded become `value`. */
  | { readonly deed: 'get'; readonly keys: readonly string[]; readonly value: string }
  /** Asks for a key again and again, until it is `value`. */
  | { readonly deed: 'watch'; readonly key: string; readonly value: string }
  | { readonly deed: 'delete'; readonly keys: readonly string[] }
  /** Waits until Redis is in use. */
  | { readonly deed: 'connect' };

export interface PartitionReply {
  readonly id: number;
  readonly values: readonly string[];
  /** The last moment at which a call began that got anything else, on the clock of all processes. */
  readonly lastOtherMs: number;
  readonly error?: string;
}
