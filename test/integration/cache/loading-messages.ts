/** What a loading process is asked to do: so many calls at the same time, each for one of the batches in turn. */
export interface LoadingTask {
  readonly id: number;
  /** A batch of one key is asked for by `getOrSet`, others by `getOrSetMany`. */
  readonly batches: readonly (readonly string[])[];
  readonly callers: number;
  readonly loadMs: number;
}

export interface LoadingOutcome {
  /** The different values that the callers got, each with its key. */
  readonly values: readonly string[];
  /** What the loader was asked for, call by call. */
  readonly loaded: readonly (readonly string[])[];
  readonly durationMs: number;
  /** Redis did not answer, or a connection to it was lost: who cannot reach it loads by itself. */
  readonly disturbed: boolean;
}

export type LoadingMessage =
  | { readonly kind: 'ready' }
  | { readonly kind: 'loading'; readonly keys: readonly string[] }
  | { readonly kind: 'done'; readonly id: number; readonly outcome: LoadingOutcome }
  | { readonly kind: 'failed'; readonly id: number; readonly message: string };
