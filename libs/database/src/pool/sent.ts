import type { CallerWaits } from '../caller-waits';
import type { CallerContext } from './caller-context';

/** A statement under way. */
export interface Sent {
  readonly text: string;
  readonly method: string | undefined;
  readonly startedAt: number;
  readonly context: CallerContext;
  readonly waits: CallerWaits | undefined;
}
