import type { Scene } from './scene';

export type Cell = string | readonly number[];

/** One line of the table. */
export interface Row {
  readonly title: string;
  /** In a quick run, where the title names a size. */
  readonly quickTitle?: string;
  /** What Strata's cell is to be. */
  readonly target: string;
  /** One cell: a text, or figures of each of which the median over the rounds is taken. */
  cell(scene: Scene): Promise<Cell>;
  /** Rounds in turn; default 1. */
  readonly rounds?: number;
  /** How a figure is written. Default: as it is. */
  readonly print?: (value: number) => string;
  /** Measured as well: a Map and a bare Redis client. */
  readonly withBare?: boolean;
  /** After which a cell is cut off. Default 15,000. */
  readonly limitMs?: number;
}

/** The latency of what was not answered in the ten seconds that are waited for it. */
const UNANSWERED = Infinity;

/** A cell of a cache that has no such function. */
export const MISSING = '-';

export function thousands(value: number): string {
  return value >= 1e6 ? `${(value / 1e6).toFixed(1)} M` : `${(value / 1e3).toFixed(1)} k`;
}

export function duration(ms: number): string {
  if (ms === UNANSWERED) return '> 10 s';
  if (ms >= 1_000) return `${(ms / 1_000).toFixed(1)} s`;
  return `${ms.toFixed(ms < 10 ? 1 : 0)} ms`;
}
