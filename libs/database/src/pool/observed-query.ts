import type { CallerContext } from './caller-context';

/** A statement that was answered or failed. */
export interface ObservedQuery {
  /** The SQL, without its parameters; '' when it is not known. */
  readonly text: string;
  /** The repository's method that sent it. */
  readonly method: string | undefined;
  readonly durationMs: number;
  readonly failed: boolean;
  /** Whose it is; observers are called in nobody's context. */
  readonly context: CallerContext;
}

/** Told of every statement that was answered or failed. */
export type QueryObserver = (query: ObservedQuery) => void;
