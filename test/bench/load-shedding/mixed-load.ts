import { join } from 'node:path';
import { nowMs } from '../../soak/cache/clock';
import { isInstalled, outputOf } from '../command';
import { ROOT } from '../paths';
import type { Strata } from '../strata';

/** What wrk saw within one second. */
export interface MixedSecond {
  /** Answers with 2xx. */
  readonly good: number;
  /** 503 with Retry-After. */
  readonly refused: number;
  /** Of the good ones, in microseconds: buckets of {@link Histogram} with their counts. */
  readonly latencies: readonly (readonly [bucket: number, count: number])[];
}

export interface MixedLoad {
  readonly connections: number;
  /** Requests a second, as long as connections are free; undefined: as many as are answered. */
  readonly rate?: number | undefined;
  /** When the first requests are sent, on the clock of {@link nowMs}; see {@link beginOf}. */
  readonly beginAtMs: number;
  readonly seconds: number;
  readonly threads: number;
  readonly signal: AbortSignal;
}

/** Written by mix.lua, in this shape. */
interface Output {
  readonly seconds: readonly MixedSecond[];
  readonly unexpected: number;
  /** One of those, for the message. */
  readonly unexpectedStatus: number;
  readonly socketErrors: number;
}

const SCRIPT = join(ROOT, 'test/bench/load-shedding/mix.lua');
const ANSWER_TIMEOUT_SECONDS = 10;
/** For wrk to start, and for a service with nothing to do to take its connections, one in each turn of its event loop. */
const START_MS = 1_500;
const OPENING_MS = 1;
const SPARE_MS = 30_000;

/** @throws Error when wrk is not installed: no other generator can keep a fast server busy by itself. */
export async function requireWrk(): Promise<void> {
  if (!(await isInstalled('wrk'))) throw new Error('Install wrk: nothing else drives this load.');
}

/** When a load that is asked for now may begin, so that its connections are open by then. */
export function beginOf(connections: number): number {
  return nowMs() + START_MS + connections * OPENING_MS;
}

/**
 * Sends the uncached mix on so many connections, which are open before, at the rate or one request after
 * another on each.
 * @returns what happened in each second
 * @throws Error when anything but 2xx and 503 with Retry-After came back.
 */
export async function sendMix(strata: Strata, load: MixedLoad): Promise<readonly MixedSecond[]> {
  const { connections, rate, beginAtMs, seconds, threads, signal } = load;
  const untilEndMs = beginAtMs - nowMs() + seconds * 1_000;
  const counts = [
    `--threads=${String(threads)}`,
    `--connections=${String(connections)}`,
    `--duration=${String(Math.ceil(untilEndMs / 1_000))}s`,
    `--timeout=${String(ANSWER_TIMEOUT_SECONDS)}s`,
  ];
  const output = await outputOf(['wrk', ...counts, `--script=${SCRIPT}`, strata.origin], {
    timeoutMs: Math.ceil(untilEndMs) + SPARE_MS,
    env: {
      ...process.env,
      BENCH_BEGIN_MS: beginAtMs.toFixed(3),
      BENCH_US_BETWEEN: String(rate === undefined ? 0 : (threads / rate) * 1e6),
      BENCH_SECONDS: String(seconds),
      BENCH_USER_PATH: new URL(strata.userUrl).pathname,
      BENCH_AUTHORIZATION: strata.authorization,
    },
    signal,
  });
  const line = output.trimEnd().split('\n').at(-1) ?? '';
  // Written by mix.lua, in this shape.
  return checked(JSON.parse(line) as Output);
}

function checked({ seconds, unexpected, unexpectedStatus, socketErrors }: Output) {
  if (unexpected > 0)
    throw new Error(`${unexpected} unexpected answers, among them status ${unexpectedStatus}`);
  if (socketErrors > 0) throw new Error(`${socketErrors} connections failed or timed out`);
  return seconds;
}
