import { join } from 'node:path';
import { isInstalled, outputOf } from '../command';
import { ROOT } from '../paths';
import type { Strata } from '../strata';

/** What wrk saw during one measurement. */
export interface MixedResult {
  readonly seconds: number;
  /** Answers with 2xx. */
  readonly good: number;
  /** 503 with Retry-After. */
  readonly refused: number;
  readonly unexpected: number;
  /** One of those, for the message. */
  readonly unexpectedStatus: number;
  readonly socketErrors: number;
  /** Of the good ones alone. */
  readonly p50Ms: number;
  readonly p99Ms: number;
}

export interface MixedLoad {
  readonly connections: number;
  readonly seconds: number;
  readonly threads: number;
  readonly signal: AbortSignal;
}

const SCRIPT = join(ROOT, 'test/bench/load-shedding/mix.lua');
const ANSWER_TIMEOUT_SECONDS = 10;
const SPARE_MS = 30_000;

/** @throws Error when wrk is not installed: no other generator can keep a fast server busy by itself. */
export async function requireWrk(): Promise<void> {
  if (!(await isInstalled('wrk'))) throw new Error('Install wrk: nothing else drives this load.');
}

/**
 * Sends the uncached mix on so many connections, one request after another on each.
 * @throws Error when anything but 2xx and 503 with Retry-After came back.
 */
export async function sendMix(strata: Strata, load: MixedLoad): Promise<MixedResult> {
  const { connections, seconds, threads, signal } = load;
  const counts = [
    `--threads=${String(threads)}`,
    `--connections=${String(connections)}`,
    `--duration=${String(seconds)}s`,
    `--timeout=${String(ANSWER_TIMEOUT_SECONDS)}s`,
  ];
  const output = await outputOf(['wrk', ...counts, `--script=${SCRIPT}`, strata.origin], {
    timeoutMs: seconds * 1000 + SPARE_MS,
    env: {
      ...process.env,
      BENCH_USER_PATH: new URL(strata.userUrl).pathname,
      BENCH_AUTHORIZATION: strata.authorization,
    },
    signal,
  });
  const line = output.trimEnd().split('\n').at(-1) ?? '';
  // Written by mix.lua, in this shape.
  return checked(JSON.parse(line) as MixedResult);
}

function checked(result: MixedResult): MixedResult {
  const { unexpected, unexpectedStatus, socketErrors } = result;
  if (unexpected > 0)
    throw new Error(`${unexpected} unexpected answers, among them status ${unexpectedStatus}`);
  if (socketErrors > 0) throw new Error(`${socketErrors} connections failed or timed out`);
  return result;
}
