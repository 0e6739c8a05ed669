import { join } from 'node:path';
import { isInstalled, outputOf, type Command } from './command';
import { PEERS, ROOT } from './paths';

/** The requests of one measurement. */
export interface Load {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** File with the body that every answer must have. */
  readonly bodyFile: string;
  readonly connections: number;
  readonly seconds: number;
  readonly signal: AbortSignal;
}

/** What was seen during one measurement. Every answer was 200 with the right body. */
export interface LoadResult {
  readonly requests: number;
  readonly seconds: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

/** Sends requests one after another on every connection. */
export interface LoadGenerator {
  readonly name: string;
  /** @throws Error when an answer is wrong, or a connection fails. */
  run: (load: Load) => Promise<LoadResult>;
}

/** What wrk.lua and autocannon-load.js print as their last line. */
interface Printed {
  readonly requests: number;
  readonly durationUs: number;
  readonly p50Us: number;
  readonly p99Us: number;
  readonly wrong: number;
  readonly wrongStatus: number;
  readonly socketErrors: number;
}

/** A slow answer is a figure, no failure; one that takes this long is. */
const ANSWER_TIMEOUT_SECONDS = 10;
const SPARE_MS = 15_000;

/** wrk when it is on PATH, else autocannon, which cannot always keep a core of a fast server busy. */
export async function chooseLoadGenerator(threads: number): Promise<LoadGenerator> {
  if (!(await isInstalled('wrk'))) return generator('autocannon', autocannon);
  return generator('wrk', (load) => wrk(load, threads));
}

function wrk({ url, connections, seconds }: Load, threads: number): Command {
  return [
    'wrk',
    `--threads=${String(threads)}`,
    `--connections=${String(connections)}`,
    `--duration=${String(seconds)}s`,
    `--timeout=${String(ANSWER_TIMEOUT_SECONDS)}s`,
    `--script=${join(ROOT, 'test/bench/wrk.lua')}`,
    url,
  ];
}

function autocannon({ url, connections, seconds }: Load): Command {
  const script = join(PEERS, 'autocannon-load.js');
  const numbers = [connections, seconds, ANSWER_TIMEOUT_SECONDS].map(String);
  return [process.execPath, script, url, ...numbers];
}

function generator(name: string, commandFor: (load: Load) => Command): LoadGenerator {
  return {
    name,
    run: async (load) => {
      const output = await outputOf(commandFor(load), {
        timeoutMs: load.seconds * 1000 + SPARE_MS,
        env: { ...process.env, BENCH_BODY_FILE: load.bodyFile, BENCH_HEADERS: lines(load.headers) },
        signal: load.signal,
      });
      return checked(parse(output));
    },
  };
}

function lines(headers: Load['headers']): string {
  return Object.entries(headers)
    .map(([name, value]) => `${name}: ${value}\n`)
    .join('');
}

function parse(output: string): Printed {
  const line = output.trimEnd().split('\n').at(-1) ?? '';
  // Written by this folder's own two scripts, in this shape.
  return JSON.parse(line) as Printed;
}

function checked(printed: Printed): LoadResult {
  const { requests, wrong, wrongStatus, socketErrors } = printed;
  if (wrong > 0) {
    const status = wrongStatus === 0 ? '' : `, among them status ${String(wrongStatus)}`;
    throw new Error(`${String(wrong)} of ${String(requests)} answers were wrong${status}`);
  }
  if (socketErrors > 0) throw new Error(`${String(socketErrors)} connections failed or timed out`);
  if (requests === 0) throw new Error('no request was answered');
  return {
    requests,
    seconds: printed.durationUs / 1e6,
    p50Ms: printed.p50Us / 1000,
    p99Ms: printed.p99Us / 1000,
  };
}
