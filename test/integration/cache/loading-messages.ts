/** What a loading process is asked to do: so many calls for a key at the same time. */
export interface LoadingTask {
  readonly id: number;
  readonly key: string;
  readonly callers: number;
  readonly loadMs: number;
}

export interface LoadingOutcome {
  /** The different values that the callers got. */
  readonly values: readonly unknown[];
  /** Calls of the loader. */
  readonly loads: number;
  readonly durationMs: number;
}

export type LoadingMessage =
  | { readonly kind: 'ready' }
  | { readonly kind: 'loading'; readonly key: string }
  | { readonly kind: 'done'; readonly id: number; readonly outcome: LoadingOutcome }
  | { readonly kind: 'failed'; readonly id: number; readonly message: string };
