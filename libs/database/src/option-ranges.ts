/** Longer timers fire at once (Node's `setTimeout`). */
const MAX_TIMER_MS = 2 ** 31 - 1;

/** Numbers that must be at least 1; every other number may be 0. */
const POSITIVE = new Set([
  'processes',
  'size',
  'minSize',
  'maxSize',
  'checkoutTimeoutMs',
  'overflowIdleMs',
  'connectTimeoutMs',
  'replicaCheckIntervalMs',
  'replicaTimeoutMs',
  'weight',
]);

/** @throws RangeError naming the first of `options` that is no whole number, too small or too large. */
export function requireWholeNumbers(options: object, prefix: string): void {
  for (const [name, value] of Object.entries(options)) {
    if (typeof value !== 'number' || name.endsWith('Share')) continue;
    const least = POSITIVE.has(name) ? 1 : 0;
    const most = name.endsWith('Seconds') ? MAX_TIMER_MS / 1000 : MAX_TIMER_MS;
    if (Number.isSafeInteger(value) && value >= least && value <= most) continue;
    const range = `from ${least} to ${Math.floor(most)}`;
    throw new RangeError(`Database option ${prefix}${name} must be a whole number ${range}.`);
  }
}

/** @throws RangeError */
export function requireShare(share: number): void {
  if (share >= 0 && share <= 1) return;
  throw new RangeError('Database option primaryReadShare must be a number from 0 to 1.');
}
