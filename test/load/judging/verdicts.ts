import { errorTotal, latenessOf } from '../report/summary';
import { lengthSeconds, type Mark, type RunRecord } from '../run-record';
import { memoryGrowths } from './memory-growth';
import { settledAfter, usedAgainAfter, usualLimitMs } from './recovery';

/** One thing that a run was to show. */
export interface Verdict {
  /** Undefined where the run cannot tell. */
  readonly passed: boolean | undefined;
  readonly text: string;
}

/** From the end of what was done to the stand until everything is as before. */
const RECOVERY_SECONDS = 10;
/** The cache goes on filling with the answers to new texts, by some megabytes, up to its bound. */
const MAX_HEAP_GROWTH_MB = 12;
const LEAST_GROWTH_SECONDS = 1_200;
/** A generator that is late by more makes latencies of its own. */
const MAX_LATENESS_MS = 10;

/** Whether no request failed, everything recovered, and memory did not grow. */
export function verdictsOn(record: RunRecord): Verdict[] {
  const marks = record.marks.flatMap((mark) => verdictsAfter(record, mark));
  const found = [noErrors(record), onTime(record), ...marks, ...memory(record)];
  return found.filter((verdict) => verdict !== undefined);
}

function noErrors({ seconds }: RunRecord): Verdict {
  const errors = errorTotal(seconds);
  return { passed: errors === 0, text: `errors ${String(errors)}` };
}

/** Nothing is said of a generator that kept its times. */
function onTime({ seconds }: RunRecord): Verdict | undefined {
  const p99 = latenessOf(seconds)?.p99 ?? 0;
  if (p99 <= MAX_LATENESS_MS) return undefined;
  const late = `the generator itself sent up to ${p99.toFixed(0)} ms late (p99)`;
  return { passed: undefined, text: `latencies: the machine is too busy, ${late}` };
}

function verdictsAfter(record: RunRecord, mark: Mark): (Verdict | undefined)[] {
  if (mark.endedAt + RECOVERY_SECONDS <= lengthSeconds(record))
    return [settled(record, mark), usedAgain(record, mark)];
  const text = `${mark.label}: lasted until the load was nearly over, take more --minutes`;
  return [{ passed: undefined, text }];
}

function settled(record: RunRecord, mark: Mark): Verdict | undefined {
  if (!mark.recovers) return undefined;
  const limit = `p99 within ${usualLimitMs(record).toFixed(0)} ms`;
  return inTime(settledAfter(record, mark), `${mark.label}: ${limit}`);
}

function usedAgain(record: RunRecord, mark: Mark): Verdict | undefined {
  if (mark.restores === undefined) return undefined;
  return inTime(usedAgainAfter(record, mark), `${mark.label}: used again`);
}

function inTime(seconds: number | undefined, what: string): Verdict {
  if (seconds === undefined) return { passed: false, text: `${what} not before the end` };
  const passed = seconds <= RECOVERY_SECONDS;
  return { passed, text: `${what} after ${seconds.toFixed(1)} s (at most ${RECOVERY_SECONDS})` };
}

/** Only where nothing was done to the stand: a lost Redis or a restart changes what a process holds. */
function memory(record: RunRecord): Verdict[] {
  if (record.marks.length > 0) return [];
  return memoryGrowths(record).map(({ service, rss, heap, fromSecond, toSecond }) => {
    const isLong = toSecond - fromSecond >= LEAST_GROWTH_SECONDS;
    const passed = isLong ? heap <= MAX_HEAP_GROWTH_MB : undefined;
    const span = `from the first half to the second of what came after ${fromSecond.toFixed(0)} s`;
    const rise = `heap ${signed(heap)} MB (at most ${MAX_HEAP_GROWTH_MB}), RSS ${signed(rss)} MB`;
    return { passed, text: `${service}: the least ${rise}, ${span}` };
  });
}

function signed(value: number): string {
  return `${value < 0 ? '' : '+'}${value.toFixed(1)}`;
}
