import type { Verdict } from '../../load/judging/verdicts';
import type { Overload } from './phases';
import type { Stretch } from './stretch';

/** Of what the service does at its best. */
const LEAST_GOODPUT = 0.8;
const MAX_RECOVERY_MS = 5_000;

/** Whether what the service can do it did, in time, and came back. */
export function verdictsOn(overload: Overload, shedAfterMs: number): Verdict[] {
  const { peak, before, after, meanwhile, recoveryMs } = overload;
  const share = shareOf(overload, ({ goodput }) => goodput);
  const limitMs = shedAfterMs + 2 * Math.max(before.p99Ms, after.p99Ms);
  return [
    { passed: share >= LEAST_GOODPUT, text: `goodput ${share.toFixed(2)} of the best` },
    {
      passed: peak.p99Ms <= limitMs,
      text: `p99 of good answers ${peak.p99Ms.toFixed(0)} ms, at most ${limitMs.toFixed(0)}: LOAD_SHED_AFTER_MS and twice that at the best`,
    },
    {
      passed: meanwhile.failed === 0,
      text: `${String(meanwhile.failed)} of ${String(meanwhile.asked)} cached answers and probes failed`,
    },
    {
      passed: recoveryMs <= MAX_RECOVERY_MS,
      text: `recovered after ${recoveryMs.toFixed(0)} ms`,
    },
  ];
}

/** Of the peak beside the best before and after it. */
export function shareOf({ before, peak, after }: Overload, of: (stretch: Stretch) => number) {
  return (2 * of(peak)) / (of(before) + of(after));
}
