/** What a pool did since it was looked at last. */
export interface SizingWindow {
  /** How long callers waited for a connection, on average. */
  readonly meanWaitMs: number;
  /** How long a connection was in use, on average: it grows with the load of the server. */
  readonly meanUseMs: number;
  /** How many connections were in use, on average. */
  readonly meanInUse: number;
}

/** What is remembered from one look to the next. */
export interface Sizing {
  readonly size: number;
  /** The mean use time of a server that is not loaded; undefined before anything was seen. */
  readonly usualUseMs: number | undefined;
  /** Looks in a row at which the pool was larger than it need be. */
  readonly calm: number;
  /** Looks that still pass before the next change, so that the last one has shown its effect. */
  readonly rest: number;
}

export interface SizingBounds {
  readonly minSize: number;
  readonly maxSize: number;
}

/** Shorter waits are not worth a connection. */
const WAIT_MS = 5;
/** The server is loaded when a use takes so many times the usual. */
const LOADED = 2;
const GROWTH = 1.25;
/** Below this part in use, and without waits, the pool is larger than it need be. */
const CALM_SHARE = 0.5;
/** What remains in use after shrinking is below this part: between it and CALM_SHARE nothing changes. */
const SHRUNK_SHARE = 0.7;
const CALM_LOOKS = 12;
const REST_LOOKS = 3;
/** The usual follows a shorter use at once, and a longer one by this part at each look: in some hours. */
const DRIFT = 0.0002;

/**
 * The size a pool should have. It grows when callers wait although the server is not loaded: more
 * connections would only make a loaded server slower. It shrinks after a long calm. In between lies a range
 * in which it stays as it is, and a change rests before the next, so that it does not oscillate.
 */
export function nextSizing(
  sizing: Sizing,
  window: SizingWindow,
  { minSize, maxSize }: SizingBounds,
): Sizing {
  const usualUseMs = usualOf(sizing.usualUseMs, window.meanUseMs);
  const waiting = window.meanWaitMs > WAIT_MS;
  const idle = !waiting && window.meanInUse < sizing.size * CALM_SHARE;
  const seen = { ...sizing, usualUseMs, calm: idle ? sizing.calm + 1 : 0 };
  if (sizing.rest > 0) return { ...seen, rest: sizing.rest - 1 };
  const loaded = usualUseMs !== undefined && window.meanUseMs > usualUseMs * LOADED;
  if (waiting && !loaded) return resized(seen, Math.min(maxSize, Math.ceil(sizing.size * GROWTH)));
  if (seen.calm < CALM_LOOKS) return seen;
  const enough = Math.ceil(window.meanInUse / SHRUNK_SHARE);
  return resized(seen, Math.max(minSize, enough));
}

function resized(sizing: Sizing, size: number): Sizing {
  if (size === sizing.size) return sizing;
  return { ...sizing, size, calm: 0, rest: REST_LOOKS };
}

function usualOf(usual: number | undefined, useMs: number): number | undefined {
  if (useMs <= 0) return usual;
  if (usual === undefined || useMs < usual) return useMs;
  return usual + (useMs - usual) * DRIFT;
}
