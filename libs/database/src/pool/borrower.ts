import type { CallerWaits } from '../caller-waits';
import type { Deadline } from '../deadline';
import type { CallerContext } from './caller-context';

/** For whom a connection is asked for; taken down where it is asked for, because it is handed out elsewhere. */
export interface Borrower {
  /** By `performance.now()`. */
  readonly startedAt: number;
  readonly deadline: Deadline | undefined;
  /** The route that is being answered. */
  readonly route: string | undefined;
  /** Put behind each of its statements; '' for nothing. */
  readonly comment: string;
  readonly context: CallerContext;
  /** Where its waits are added up, if anybody wants to know. */
  readonly waits: CallerWaits | undefined;
  /** The calls that led here, while they are being recorded. */
  readonly origin: Origin | undefined;
}

/** A stack that was captured; it becomes text, which costs more, only when it is read. */
export interface Origin {
  readonly stack?: string;
}

/** Counts the wait for a connection, which is over. @returns how long it was, in milliseconds */
export function endWait({ startedAt, waits }: Borrower, now: number): number {
  const waitMs = now - startedAt;
  if (waits !== undefined) waits.poolMs += waitMs;
  return waitMs;
}

/** TypeORM alone makes a dozen calls. */
const MAX_FRAMES = 40;

/** The calls that led here. Takes some 10 µs, a third of a point read. */
export function captureOrigin(): Origin {
  const { stackTraceLimit } = Error;
  const origin: Origin = {};
  Error.stackTraceLimit = MAX_FRAMES;
  Error.captureStackTrace(origin, captureOrigin);
  Error.stackTraceLimit = stackTraceLimit;
  return origin;
}

/** The calls in the application and its libraries, the innermost first, without those of Node and of this pool. */
export function framesOf({ stack = '' }: Origin): string[] {
  const frames = stack.split('\n').map((line) => line.trim());
  return frames.filter((frame) => frame.startsWith('at ') && !isPlumbing(frame));
}

function isPlumbing(frame: string): boolean {
  return frame.includes('node:') || /[\\/]pool[\\/][a-z-]+\.[jt]s:/.test(frame);
}
